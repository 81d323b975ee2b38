namespace EngageBot.Tests.Support;

/// <summary>A copy of the shipped dialogs with one small dialog more, <c>/table</c>, to be edited while the program runs.</summary>
internal sealed class DialogFolder : IDisposable
{
    public const string Table = "table/dialog.yaml";

    public DialogFolder(string? keep = null)
    {
        Path = Directory.CreateTempSubdirectory("engagebot-dialogs").FullName;
        foreach (var file in Directory.GetFiles(EngageHost.Dialogs, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(EngageHost.Dialogs, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            if (!target.Contains("/tests/", StringComparison.Ordinal)) File.Copy(file, target);
        }
        Write(Table, """
            dialog: table
            version: 1
            purpose: service
            start: size
            starts: {command: table}
            slots:
              size: {type: int, min: 1, max: 20}
              moment: {type: text, max: 100, private: true}
            defaults: {retries: {max: 2, go: person}, timeout: {after: 24h, go: quiet}}
            cancel: {go: quiet}
            states:
              size: {ask: size, next: moment}
              moment: {ask: moment, next: done}
              person: {call: human, next: quiet}
              done: {final: booked, say: done}
              quiet: {final: quiet}

            """);
        if (keep is not null) Edit(Table, "purpose: service", $"purpose: service\nkeep: {keep}");
        foreach (var language in (string[])["en", "ru", "sq"])
            Write($"table/{language}.yaml", """
                words.command: {name: table, description: A table for tonight}
                size: {ask: For how many?, retry: "A number, please: for how many?"}
                moment: {ask: When will you come?, retry: "When, please?", resume: "Back to your table: when will you come?"}
                done: "Booked for {size}."

                """);
    }

    public string Path { get; }

    public string Read(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    public void Write(string file, string text)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Replaces words that stand in a file.</summary>
    public void Edit(string file, string from, string to)
    {
        var text = Read(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        Write(file, text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>The second version: another question instead of <c>moment</c>, whose runs go there.</summary>
    /// <param name="rule">A line of <c>migrate</c>, or nothing.</param>
    public void RenameMoment(string rule)
    {
        Edit(Table, "version: 1", "version: 2");
        Edit(Table, "next: moment}", "next: hour}");
        Edit(Table, "moment: {ask: moment, next: done}", "hour: {ask: moment, next: done}");
        if (rule.Length > 0) Edit(Table, "cancel: {go: quiet}", $"cancel: {{go: quiet}}\n{rule}");
        foreach (var language in (string[])["en", "ru", "sq"]) Edit($"table/{language}.yaml", "moment: {ask: When will you come?", "hour: {ask: At what hour?");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
