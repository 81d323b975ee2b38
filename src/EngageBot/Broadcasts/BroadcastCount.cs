using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Conversations.Policy;
using EngageBot.Conversations.Windows;
using EngageBot.Dialogs.Model;
using EngageBot.Messaging;
using EngageBot.Segments;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Who would get a broadcast that went out now.</summary>
/// <param name="People">The whole audience.</param>
/// <param name="Looked">So many of them the gate was asked about.</param>
/// <param name="Reachable">Of those looked at, may be written to now.</param>
/// <param name="Later">Of those looked at, put off, by the reason.</param>
/// <param name="LeftOut">Of those looked at, never, by the reason.</param>
/// <param name="WhatsApp">Of those looked at who may be written to there, now or later; absent if they are none.</param>
internal sealed record AudienceCount(long People, int Looked, int Reachable, ImmutableSortedDictionary<string, int> Later, ImmutableSortedDictionary<string, int> LeftOut,
    WindowForecast? WhatsApp = null);

/// <summary>Counts a draft's audience before anybody decides about it.</summary>
internal sealed class BroadcastCount(IStore store, BusinessDirectory businesses, WindowSettings window, TimeProvider clock)
{
    /// <summary>People about whom the gate is asked; of a larger audience these are enough to see why people are left out.</summary>
    public const int LookedMost = 20_000;

    private const int Slice = 500;

    /// <returns>The count, or why there is none.</returns>
    public async Task<(AudienceCount? Count, BroadcastOutcome? Problem)> RunAsync(Actor actor, BusinessId business, long id, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (!actor.May(Permission.SendBroadcasts) && !actor.May(Permission.ApproveBroadcasts)) return (null, new BroadcastOutcome.Denied(Denial.NotPermitted));
        var (broadcast, query) = await store.ReadAsync(connection =>
        {
            var found = BroadcastRows.Find(connection, business, id);
            return ValueTask.FromResult((found, found is null ? null : SegmentBook.Prepare(connection, business, found.Audience, now).Query));
        }, cancellation);
        if (broadcast is null) return (null, new BroadcastOutcome.Unknown());
        if (query is null) return (null, new BroadcastOutcome.Invalid([new("audience", "cannot be asked any more: a segment or a shop it names is gone.")]));
        var content = BroadcastContentJson.Read(broadcast.Content);
        var tally = new WindowTally(window, BroadcastTemplates.NameOf(content), language => LanguageOf(content, language, businesses.Of(business).Business.Language));
        var count = await CountAsync(query, new PolicyQuestion(business, broadcast.Purpose, new Proactive(broadcast.Source, "", content.Topic)), tally, now, cancellation);
        await store.WriteAsync(scope =>
        {
            BroadcastRows.Lock(scope, id);
            BroadcastRows.SetCount(scope, id, broadcast.Audience, count.People);
            return ValueTask.CompletedTask;
        }, cancellation);
        return (count, null);
    }

    private async Task<AudienceCount> CountAsync(SegmentQuery query, PolicyQuestion question, WindowTally tally, DateTimeOffset now, CancellationToken cancellation)
    {
        var people = await store.ReadAsync(connection => ValueTask.FromResult(query.Count(connection)), cancellation);
        var isOffer = question.Purpose is not Purpose.Service;
        var (looked, reachable, after) = (0, 0, (ContactId?)null);
        var (later, never) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        while (looked < LookedMost)
        {
            var last = after;
            var (page, answers) = await store.ReadAsync(connection =>
            {
                var next = query.Page(connection, last, Slice);
                var asked = ContactPolicy.Ask(connection, question, next, now);
                tally.Add(connection, asked.Where(answer => answer.Permit is not SendPermit.No).Select(answer => answer.Chat).OfType<ChatAddress>(), isOffer, now);
                return ValueTask.FromResult((next, asked));
            }, cancellation);
            foreach (var answer in answers)
            {
                if (answer.Permit is SendPermit.Yes) reachable++;
                else if (answer.Permit is SendPermit.Later put) Add(later, put.Reason);
                else if (answer.Permit is SendPermit.No no) Add(never, no.Reason);
            }
            looked += page.Length;
            if (page.Length < Slice) break;
            after = page[^1];
        }
        var forecast = await store.ReadAsync(connection => ValueTask.FromResult(tally.Result(connection, isOffer, now)), cancellation);
        return new(people, looked, reachable, later.ToImmutableSortedDictionary(StringComparer.Ordinal), never.ToImmutableSortedDictionary(StringComparer.Ordinal), forecast);
    }

    /// <summary>The language of a recipient's words: their own where the broadcast has it, else the shop's, else the first.</summary>
    private static string LanguageOf(BroadcastContent content, string? own, string shops) =>
        content.Variants is [var first, ..] ? own is not null && first.Text.ContainsKey(own) ? own : first.Text.ContainsKey(shops) ? shops : first.Text.Keys.FirstOrDefault(shops) : shops;

    private static void Add(Dictionary<string, int> counts, NoSend reason)
    {
        var word = SnakeCase.Of(reason.ToString());
        counts[word] = counts.GetValueOrDefault(word) + 1;
    }
}
