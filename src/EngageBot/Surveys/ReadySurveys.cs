using System.Collections.Immutable;
using EngageBot.Businesses.Rules;

namespace EngageBot.Surveys;

/// <summary>A survey that comes with the program, as the file somebody would write.</summary>
internal sealed record ReadySurvey(string Key, string Text)
{
    /// <summary>The document, for publishing as it is.</summary>
    public string Json(RuleKinds kinds) => RuleFile.Read(kinds, $"{Key}.yaml", Text, TimeZoneInfo.Utc).File?.Json
        ?? throw new InvalidOperationException($"The survey {Key} that comes with the program is not valid.");
}

/// <summary>The surveys to begin with; nothing is asked until somebody publishes one and switches on what asks it.</summary>
internal static class ReadySurveys
{
    private const string Folder = "EngageBot.Surveys.Ready.";

    public static ImmutableArray<ReadySurvey> All { get; } =
    [
        .. typeof(ReadySurveys).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
        {
            using var reader = new StreamReader(typeof(ReadySurveys).Assembly.GetManifestResourceStream(name)!);
            return new ReadySurvey(name[Folder.Length..^".yaml".Length], reader.ReadToEnd());
        }),
    ];

    public static ReadySurvey? Find(string key) => All.FirstOrDefault(s => s.Key == key);
}
