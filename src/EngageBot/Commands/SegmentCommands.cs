using System.CommandLine;
using EngageBot.Segments;

namespace EngageBot.Commands;

/// <summary><c>engagebot segments …</c>: which there are, what they may ask, and whom one would have.</summary>
internal static class SegmentCommands
{
    public static Command Build() => new("segments", "Groups of contacts, by what is known of them.") { List(), Facts(), Preview() };

    private static Command List() =>
        Verb.Of("list", "The segments that come with the program, and the business's own.", [], async verb =>
        {
            foreach (var segment in await verb.ReadAsync(source => SegmentBook.All(source, verb.Business.Id, verb.Now)))
            {
                Console.WriteLine($"{segment.Key,-18} {segment.About}");
                Console.WriteLine($"{"",-18} {segment.When}");
            }
            return 0;
        });

    private static Command Facts() =>
        Verb.Of("facts", "Everything a segment can ask of a contact.", [], async verb =>
        {
            var place = await verb.ReadAsync(source => SegmentPlace.Read(source, verb.Business.Id, verb.Now));
            foreach (var fact in SegmentFacts.All.Select(f => FactAnswer.Of(f, place)))
                Console.WriteLine($"{fact.Name,-34} {fact.Type,-13} {fact.About}{(fact.Values is { } values ? $" ({string.Join(", ", values)})" : "")}");
            return 0;
        });

    private static Command Preview()
    {
        var segment = new Argument<string>("segment") { Description = "The name of a segment, or an expression in quotes, such as \"purchases.last_days > 60\"." };
        var examples = new Option<int>("--examples") { Description = "So many people are shown; default: 5.", DefaultValueFactory = _ => 5 };
        return Verb.Of("preview", "How many a segment has now, and a few of them; exit code 1 if it cannot be asked.", [segment, examples], async verb =>
        {
            var (found, errors) = await verb.ReadAsync(source =>
            {
                var (query, wrong) = SegmentBook.Prepare(source, verb.Business.Id, verb.Required(segment), verb.Now);
                return (query is null ? null : SegmentPreview.Read(source, query, verb.Required(examples)), wrong);
            });
            if (found is null)
            {
                foreach (var error in errors) await Console.Error.WriteLineAsync($"{error} engagebot segments facts lists what can be asked.");
                return 1;
            }
            Console.WriteLine($"{found.Members} of {found.Contacts} contacts: {found.Expression}");
            foreach (var example in found.Examples ?? []) Console.WriteLine($"  {example.MemberId}  {example.Name}");
            return 0;
        });
    }
}
