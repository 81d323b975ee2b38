using System.Globalization;
using EngageBot.Segments;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Begins a broadcast whose time has come: its audience is written down, and from then on nobody joins it.</summary>
internal sealed partial class BroadcastStart(IStore store, Audiences audiences, BroadcastNews news, TimeProvider clock, ILogger<BroadcastStart> logger)
{
    /// <returns>Whether anything changed.</returns>
    public async Task<bool> BeginAsync(Broadcast broadcast, CancellationToken cancellation)
    {
        // A list for each schedule: written anew and scheduled again, it is for other people. Killed in the middle, it goes on with this one.
        var source = string.Create(CultureInfo.InvariantCulture, $"{broadcast.Source}@{broadcast.StartAt!.Value.ToUnixTimeMilliseconds()}");
        var outcome = await audiences.FreezeAsync(broadcast.BusinessId, source, broadcast.Audience, cancellation);
        return await store.WriteAsync(async scope =>
        {
            BroadcastRows.Lock(scope, broadcast.Id);
            if (BroadcastRows.Find(scope, broadcast.Id) is not { State: BroadcastState.Scheduled } current || current.StartAt != broadcast.StartAt) return false;
            var now = clock.GetUtcNow();
            if (outcome is not FreezeOutcome.Frozen frozen)
            {
                BroadcastRows.End(scope, broadcast.Id, BroadcastState.Cancelled, now);
                await news.TellAsync(scope, current, BroadcastNews.NoAudience, now);
                LogNoAudience(broadcast.Id);
                return true;
            }
            var rules = BroadcastRules.Of(scope, broadcast.BusinessId, now);
            if (rules.AsksAgain(current, frozen.Members))
            {
                // More people than were counted: nobody has decided about so many.
                BroadcastRows.AskApproval(scope, broadcast.Id, current.StartAt!.Value, current.StartLocal, frozen.Members, now);
                var waiting = BroadcastRows.Find(scope, broadcast.Id)!;
                await news.AskForApprovalAsync(scope, waiting, new Actor.System("broadcasts"), now);
                await news.TellAsync(scope, waiting, BroadcastNews.Grown, now);
                return true;
            }
            BroadcastRows.Begin(scope, broadcast.Id, frozen.AudienceId, frozen.Members, EndOf(current, now), now);
            LogBegun(broadcast.Id, frozen.Members);
            return true;
        }, cancellation);
    }

    private static DateTimeOffset EndOf(Broadcast broadcast, DateTimeOffset now) => broadcast.StartLocal is { } local
        ? new DateTimeOffset(DateTime.ParseExact(local, BroadcastDesk.LocalForm, CultureInfo.InvariantCulture), TimeSpan.Zero) + BroadcastDesk.LastZone + TimeSpan.FromHours(broadcast.LastsHours)
        : now.AddHours(broadcast.LastsHours);

    [LoggerMessage(Level = LogLevel.Information, Message = "Broadcast {BroadcastId} is Running: {People} people")]
    private partial void LogBegun(long broadcastId, long people);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Broadcast {BroadcastId} is Cancelled: its audience cannot be asked any more")]
    private partial void LogNoAudience(long broadcastId);
}
