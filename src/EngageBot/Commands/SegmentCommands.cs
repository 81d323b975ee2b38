using System.CommandLine;
using EngageBot.Segments;

namespace EngageBot.Commands;

/// <summary><c>engagebot segments …</c>: which there are, what they may ask, and whom one would have.</summary>
internal static class SegmentCommands
{
    public static Command Build() => new("segments", "Groups of contacts, by what is known of them.") { List(), Facts(), Preview() };

    private static Command List()
    {
        var data = CommandHost.DataOption();
        var list = new Command("list", "The segments that come with the program, and the business's own.") { data };
        list.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (business, store, now) = LedgerReportCommands.Parts(provider);
            foreach (var segment in await store.ReadAsync(connection => ValueTask.FromResult(SegmentBook.All(connection, business.Id, now)), cancellation))
            {
                Console.WriteLine($"{segment.Key,-18} {segment.About}");
                Console.WriteLine($"{"",-18} {segment.When}");
            }
            return 0;
        }, cancellation));
        return list;
    }

    private static Command Facts()
    {
        var data = CommandHost.DataOption();
        var facts = new Command("facts", "Everything a segment can ask of a contact.") { data };
        facts.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (business, store, now) = LedgerReportCommands.Parts(provider);
            var place = await store.ReadAsync(connection => ValueTask.FromResult(SegmentPlace.Read(connection, business.Id, now)), cancellation);
            foreach (var fact in SegmentFacts.All.Select(f => FactAnswer.Of(f, place)))
                Console.WriteLine($"{fact.Name,-34} {fact.Type,-13} {fact.About}{(fact.Values is { } values ? $" ({string.Join(", ", values)})" : "")}");
            return 0;
        }, cancellation));
        return facts;
    }

    private static Command Preview()
    {
        var segment = new Argument<string>("segment") { Description = "The name of a segment, or an expression in quotes, such as \"purchases.last_days > 60\"." };
        var examples = new Option<int>("--examples") { Description = "So many people are shown; default: 5.", DefaultValueFactory = _ => 5 };
        var data = CommandHost.DataOption();
        var preview = new Command("preview", "How many a segment has now, and a few of them; exit code 1 if it cannot be asked.") { segment, examples, data };
        preview.SetAction((parsed, cancellation) => CommandHost.RunAsync(parsed.GetValue(data), async provider =>
        {
            var (business, store, now) = LedgerReportCommands.Parts(provider);
            var text = parsed.GetRequiredValue(segment);
            var (found, errors) = await store.ReadAsync(connection =>
            {
                var (query, wrong) = SegmentBook.Prepare(connection, business.Id, text, now);
                return ValueTask.FromResult((query is null ? null : SegmentPreview.Read(connection, query, parsed.GetRequiredValue(examples)), wrong));
            }, cancellation);
            if (found is null)
            {
                foreach (var error in errors) await Console.Error.WriteLineAsync($"{error} engagebot segments facts lists what can be asked.");
                return 1;
            }
            Console.WriteLine($"{found.Members} of {found.Contacts} contacts: {found.Expression}");
            foreach (var example in found.Examples ?? []) Console.WriteLine($"  {example.MemberId}  {example.Name}");
            return 0;
        }, cancellation));
        return preview;
    }
}
