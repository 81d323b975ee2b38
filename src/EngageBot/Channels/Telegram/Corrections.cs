namespace EngageBot.Channels.Telegram;

/// <summary>Edits that came together with what they correct, as after downtime: the message is taken by its last words.</summary>
internal static class Corrections
{
    /// <param name="lane">Updates of one chat in their order; an edit stays where it is and then has nothing new to say.</param>
    public static void Fold(List<TelegramPolling.Taken> lane)
    {
        if (lane.Count < 2) return;
        for (var i = lane.Count - 1; i > 0; i--)
        {
            if (Of(lane[i]) is not { EditedMessage: { } edit }) continue;
            var original = lane.FindIndex(0, i, t => Of(t)?.Message?.Id == edit.Id);
            if (original < 0 || Of(lane[original]) is not { } first || IsLater(lane, i, edit.Id)) continue;
            lane[original] = lane[original] with { Reading = new TelegramArrivals.Reading.Understood(new Update { Id = first.Id, Message = edit }) };
        }
    }

    private static bool IsLater(List<TelegramPolling.Taken> lane, int index, int messageId) =>
        lane.FindIndex(index + 1, t => Of(t)?.EditedMessage?.Id == messageId) >= 0;

    private static Update? Of(TelegramPolling.Taken taken) => (taken.Reading as TelegramArrivals.Reading.Understood)?.Update;
}
