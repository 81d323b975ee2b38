using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>What a recorded turn does when it is taken again.</summary>
/// <param name="Same">State and effects are the same to the last byte.</param>
/// <param name="Missing">A fact or time that was asked for and had not been: the turn went another way.</param>
/// <param name="After">The state it leads to.</param>
/// <param name="Said">Which texts were said, as <c>dialog/key</c>, each with its words.</param>
/// <param name="Effects">Everything it did, in order.</param>
public sealed record TurnReplay(
    bool Same, string? Missing, ChatState After, ImmutableArray<(string Key, string Words)> Said, ImmutableArray<Effect> Effects)
{
    /// <summary>Takes a turn again. Changes and sends nothing.</summary>
    /// <param name="dialogs">The release it ran on.</param>
    /// <param name="buttonKeys">The key that signed then, and those it followed.</param>
    public static TurnReplay Of(TurnRecord record, DialogSet dialogs, long chatId, ImmutableArray<ReadOnlyMemory<byte>> buttonKeys, DateTimeOffset now)
    {
        using var hash = new EffectHash();
        var (trace, effects) = (new StepTrace(), ImmutableArray.CreateBuilder<Effect>());
        var chat = record.Before.Length == 0 ? ChatState.Empty : ChatState.Parse(record.Before);
        string? missing = null;
        foreach (var step in record.Steps)
        {
            var facts = new RecordedFacts(step);
            var context = new ChatContext(chatId, ChannelOf(record.Channel), step.Language, record.Fallback, step.Informal, TimeZoneInfo.FindSystemTimeZoneById(record.Zone), buttonKeys[0])
            {
                OlderButtonKeys = buttonKeys.RemoveAt(0),
            };
            var result = DialogEngine.Step(dialogs, chat, step.Happened, context, facts, now, trace);
            chat = result.Chat;
            foreach (var effect in result.Effects) hash.Add(effect);
            effects.AddRange(result.Effects);
            missing ??= facts.Missing;
        }
        var said = trace.Messages.Select(m => (m.Dialog.Length == 0 ? m.Key : $"{m.Dialog}/{m.Key}", m.Message.Text.Plain));
        return new(missing is null && hash.Finish(chat.ToJson()) == record.Hash, missing, chat, [.. said], effects.DrainToImmutable());
    }

    private static ChannelProfile ChannelOf(string name) => name switch
    {
        "telegram" => ChannelProfile.Telegram,
        "whatsapp" => ChannelProfile.WhatsApp,
        _ => ChannelProfile.Web,
    };

    /// <summary>Answers what was answered then, and notes what was not asked.</summary>
    private sealed class RecordedFacts(StepRecord step) : IFacts, IWorkingTime
    {
        public string? Missing { get; private set; }

        public Value? Read(string path)
        {
            foreach (var read in step.Reads)
                if (read.Path == path) return read.Value;
            Missing ??= $"the fact {path}";
            return null;
        }

        public DateTimeOffset After(DateTimeOffset from, TimeSpan length)
        {
            foreach (var span in step.Times)
                if (span.From == from && span.Length == length) return span.Until;
            Missing ??= "a span of working time";
            return from + length;
        }
    }
}
