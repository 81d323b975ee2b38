using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Channels.Telegram;

/// <summary>Bold words, as Telegram wants them told.</summary>
internal static class BoldEntities
{
    /// <summary>The bold stretches of one piece, counted from its start; a stretch across a cut is bold on both sides.</summary>
    /// <returns><see langword="null"/> if nothing in it is bold.</returns>
    public static MessageEntity[]? Of(ImmutableArray<BoldStretch> bold, int start, int length)
    {
        List<MessageEntity>? entities = null;
        foreach (var stretch in bold)
        {
            var from = Math.Max(stretch.Start, start);
            var to = Math.Min(stretch.Start + stretch.Length, start + length);
            if (to > from) (entities ??= []).Add(new MessageEntity("bold", from - start, to - from));
        }
        return entities?.ToArray();
    }
}
