using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Commands;

/// <summary><c>engagebot rules …</c>: everything a shop configures, as files with a history; docs/rules.md.</summary>
internal static class RuleCommands
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Build() => new("rules", "Everything a shop configures, as documents with a history: programmes, rewards and the like.")
    {
        List(), Show(), Versions(), Diff(), RuleFileCommands.Check(), RuleFileCommands.Publish(), RuleFileCommands.Import(), RuleFileCommands.Export(), DryRunCommand.Build(), Withdraw(), Schema(),
    };

    internal static Argument<string> KindArgument() => new("kind") { Description = "Such as programme; `rules list` names them." };

    internal static Argument<string> KeyArgument() => new("key") { Description = "Which one of the kind, such as points." };

    /// <summary>The option every verb has that puts something into force.</summary>
    internal static Option<string?> FromOption() => new("--from") { Description = "When it begins: a day, or a time with its offset. Default: now." };

    /// <summary>The tools of one verb: the business, its zone, its time, its kinds of rules.</summary>
    internal sealed record Bench(IStore Store, RuleKinds Kinds, BusinessId Business, TimeZoneInfo Zone, DateTimeOffset Now)
    {
        public static Bench Of(IServiceProvider provider)
        {
            var directory = provider.GetRequiredService<BusinessDirectory>();
            return new(provider.GetRequiredService<IStore>(), provider.GetRequiredService<RuleKinds>(), directory.Business.Id, directory.Zone, provider.GetRequiredService<TimeProvider>().GetUtcNow());
        }

        public Task<T> ReadAsync<T>(Func<RowSource, T> read, CancellationToken cancellation) => Store.ReadAsync(connection => ValueTask.FromResult(read(connection)), cancellation);

        public string Write(DateTimeOffset at) => at <= DateTimeOffset.UnixEpoch ? "the beginning" : RuleInstant.Write(at, Zone);
    }

    internal static Task<int> FailKindAsync(Bench bench, string kind) => Verb.FailAsync($"There is no kind of rules '{kind}'. Kinds: {string.Join(", ", bench.Kinds.Names)}.");

    private static Command List()
    {
        var kind = new Argument<string?>("kind") { Description = "Only of this kind.", DefaultValueFactory = _ => null };
        var data = CommandHost.DataOption();
        var list = new Command("list", "Lists the kinds of rules, what is in force, and what begins later.") { kind, data };
        list.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (bench, only) = (Bench.Of(provider), parsed.GetValue(kind));
            if (only is not null && bench.Kinds.Find(only) is null) return await FailKindAsync(bench, only);
            foreach (var of in bench.Kinds.All.Where(k => only is null || k.Name == only))
            {
                Console.WriteLine($"{of.Name}: {of.Summary}");
                var versions = await bench.ReadAsync(source => RuleBook.Versions(source, bench.Business, of.Name), cancellation);
                foreach (var key in versions.GroupBy(v => v.Key))
                    Console.WriteLine($"  {key.Key}: {Standing(bench, key)}");
            }
            return 0;
        }, cancellation));
        return list;
    }

    private static string Standing(Bench bench, IEnumerable<RuleVersion> versions)
    {
        var held = RuleBook.InForce(versions, bench.Now);
        var now = held is null ? "not in force yet" : held.Content is null ? $"withdrawn since {bench.Write(held.EffectiveFrom)}" : $"version {held.Version} since {bench.Write(held.EffectiveFrom)}";
        var later = versions.Where(v => v.EffectiveFrom > bench.Now).OrderBy(v => v.EffectiveFrom)
            .Select(v => $"; version {v.Version} {(v.Content is null ? "ends it" : "begins")} {bench.Write(v.EffectiveFrom)}");
        return now + string.Concat(later);
    }

    private static Command Show()
    {
        var (kind, key, data) = (KindArgument(), KeyArgument(), CommandHost.DataOption());
        var version = new Option<int?>("--version") { Description = "Another version than the one in force." };
        var show = new Command("show", "Prints rules as a file, ready to be edited and published.") { kind, key, version, data };
        show.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var bench = Bench.Of(provider);
            var (name, which) = (parsed.GetRequiredValue(kind), parsed.GetRequiredValue(key));
            if (bench.Kinds.Find(name) is null) return await FailKindAsync(bench, name);
            var versions = await bench.ReadAsync(source => RuleBook.Versions(source, bench.Business, name, which), cancellation);
            var wanted = parsed.GetValue(version) is { } number ? versions.FirstOrDefault(v => v.Version == number) : RuleBook.InForce(versions, bench.Now);
            if (wanted?.Content is null) return await Verb.FailAsync($"There are no such rules in force. {KeysOf(await bench.ReadAsync(source => RuleBook.Versions(source, bench.Business, name), cancellation))}");
            await Console.Error.WriteLineAsync($"Version {wanted.Version}, from {bench.Write(wanted.EffectiveFrom)}:");
            Console.Write(RuleFile.Write(name, which, wanted.Content));
            return 0;
        }, cancellation));
        return show;
    }

    private static string KeysOf(IEnumerable<RuleVersion> versions) =>
        versions.Select(v => v.Key).Distinct().ToList() is { Count: > 0 } keys ? $"Keys: {string.Join(", ", keys)}." : "Nothing of the kind was ever published.";

    private static Command Versions()
    {
        var (kind, key, data) = (KindArgument(), KeyArgument(), CommandHost.DataOption());
        var versions = new Command("versions", "Lists all versions, the newest first: since when, by whom.") { kind, key, data };
        versions.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var bench = Bench.Of(provider);
            var all = await bench.ReadAsync(source => RuleBook.Versions(source, bench.Business, parsed.GetRequiredValue(kind), parsed.GetRequiredValue(key)), cancellation);
            if (all.IsEmpty) return await Verb.FailAsync("There are no such rules; `rules list` names what there is.");
            foreach (var v in all)
                Console.WriteLine($"{v.Version.ToString(CultureInfo.InvariantCulture),4}  from {bench.Write(v.EffectiveFrom)}{(v.Content is null ? ", withdrawn" : "")}, published {bench.Write(v.PublishedAt)}{(v.PublishedBy is { } by ? $" by {by}" : "")}");
            return 0;
        }, cancellation));
        return versions;
    }

    private static Command Diff()
    {
        var (kind, key, data) = (KindArgument(), KeyArgument(), CommandHost.DataOption());
        var older = new Argument<int>("older") { Description = "A version." };
        var newer = new Argument<int?>("newer") { Description = "Another version; default: the one in force.", DefaultValueFactory = _ => null };
        var diff = new Command("diff", "Shows what differs between two versions, line by line.") { kind, key, older, newer, data };
        diff.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var bench = Bench.Of(provider);
            var (name, which) = (parsed.GetRequiredValue(kind), parsed.GetRequiredValue(key));
            var versions = await bench.ReadAsync(source => RuleBook.Versions(source, bench.Business, name, which), cancellation);
            var first = versions.FirstOrDefault(v => v.Version == parsed.GetRequiredValue(older));
            var second = parsed.GetValue(newer) is { } number ? versions.FirstOrDefault(v => v.Version == number) : RuleBook.InForce(versions, bench.Now);
            if (first is null || second is null) return await Verb.FailAsync("There is no such version; `rules versions` lists them.");
            Console.Write(LineDiff.Of(RuleFile.Write(name, which, first.Content), RuleFile.Write(name, which, second.Content)));
            return 0;
        }, cancellation));
        return diff;
    }

    private static Command Withdraw()
    {
        var (kind, key, from, data) = (KindArgument(), KeyArgument(), FromOption(), CommandHost.DataOption());
        var withdraw = new Command("withdraw", "Ends rules, now or from a later time. What was promised under them stays promised.") { kind, key, from, data };
        withdraw.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var bench = Bench.Of(provider);
            if (bench.Kinds.Find(parsed.GetRequiredValue(kind)) is not { } of) return await FailKindAsync(bench, parsed.GetRequiredValue(kind));
            return await RuleFileCommands.EditAsync(bench, [new(of, parsed.GetRequiredValue(key), null, null, $"{of.Name} {parsed.GetRequiredValue(key)}")], parsed.GetValue(from), cancellation);
        }, cancellation));
        return withdraw;
    }

    private static Command Schema()
    {
        var (kind, data) = (KindArgument(), CommandHost.DataOption());
        var schema = new Command("schema", "Prints a kind's JSON Schema, for editors.") { kind, data };
        schema.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var bench = Bench.Of(provider);
            if (bench.Kinds.Find(parsed.GetRequiredValue(kind)) is not { } of) return await FailKindAsync(bench, parsed.GetRequiredValue(kind));
            Console.WriteLine(RuleSchema.Of(of).ToJsonString(Readable));
            return 0;
        }, cancellation));
        return schema;
    }
}
