using System.Globalization;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations.Windows;

/// <summary>Judges, when a message is to leave, whether its channel takes it as it is, by a template only, later, or never; asked of every kind.</summary>
/// <remarks>Before any request: what the platform would refuse is not tried. The reason is kept where those of the contact policy are.</remarks>
internal sealed class WindowGate(WindowSettings settings)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    /// <summary>What a template that cannot be sent now waits for at most, where the message has no end of its own.</summary>
    private static readonly TimeSpan TemplateWait = TimeSpan.FromDays(7);

    /// <summary>Of the people the platform lets a business write to first, a tenth is kept from offers: a service message must still find room.</summary>
    private const int KeptFromOffers = 10;

    /// <summary>The judgement, and what is kept of it where nobody asked for the message.</summary>
    public SendPermit Judge(WriteScope scope, OutboundMessage message, DateTimeOffset now)
    {
        // What is only changed there cannot be changed on such a channel, and nothing is sent for it.
        if (!message.HasWindow || message.Content.Change is not (null or MessageChange.Mark)) return SendPermit.Allowed;
        if (message.Kind == OutboundKind.Promotion && TemplateRows.Pause(scope, message.AccountId, message.ChatKey, now) is var (until, why))
            return new SendPermit.Later(until, NoSend.PlatformPause, why, message.ExpiresAt ?? now + TemplateWait);
        if (WindowReader.HeardAt(scope, message.AccountId, message.ChatKey) is { } heard && settings.EndOf(heard) > now)
            return message.Kind is OutboundKind.Reply or OutboundKind.Case && HeldWords.GoBefore(scope, message, now) ? new SendPermit.Behind() : SendPermit.Allowed;
        var permit = Closed(scope, message, now);
        if (permit is not SendPermit.No no) return permit;
        // A sign under old words says nothing to somebody who has gone.
        if (message.Content.Change is not null) return permit;
        // What a person of the shop says is never lost: it waits until the customer writes again.
        if (message.Kind == OutboundKind.Case) return Held(no, now);
        if (message.Content.Expect != Expect.Nothing) NotAsked(scope, message, now);
        return permit;
    }

    /// <summary>A question nobody will hear is not waited for: its dialog goes on as after a silence.</summary>
    private static void NotAsked(WriteScope scope, OutboundMessage message, DateTimeOffset now)
    {
        var key = message.Key.Split(':');
        if (message.ChatId is not { } chat || key.Length != 3 || !uint.TryParse(key[0], CultureInfo.InvariantCulture, out var run) || !uint.TryParse(key[1], CultureInfo.InvariantCulture, out var epoch)) return;
        scope.Command("INSERT INTO timers (chat_id, run, epoch, what, due_at) VALUES (@chat, @run, @epoch, @what, @now)")
            .Set("@chat", chat).Set("@run", (long)run).Set("@epoch", (long)epoch).Set("@what", ChatEvent.TimerDue.Unsent).Set("@now", now).ExecuteNonQuery();
    }

    private SendPermit.Later Held(SendPermit.No no, DateTimeOffset now)
    {
        var until = now.AddDays(settings.HoldDays);
        return new(until.AddMinutes(-1), no.Reason, no.Why, until);
    }

    private SendPermit Closed(WriteScope scope, OutboundMessage message, DateTimeOffset now)
    {
        if (message.Content.Template is not { } name)
            return new SendPermit.No(NoSend.WindowClosed, "The customer has been silent for 24 hours; then the channel takes nothing but an approved template, and this has none.");
        var language = settings.LanguageOf(message.Content.Language);
        if (TemplateRows.Find(scope, message.AccountId, name, language) is not { } template)
            return new SendPermit.No(NoSend.NoTemplate, $"The template {name} is not known in {language}. Run: engagebot whatsapp templates push.");
        if (template.Status != TemplateStatus.Approved)
            return new SendPermit.Later(now + LookAgain, NoSend.TemplateNotApproved, NotApproved(template), message.ExpiresAt ?? now + TemplateWait);
        var shaped = TemplateWording.Shape(message.Content, language, template.Buttons);
        if (Unfit(template, shaped.TemplateWords!.Value) is { } unfit) return new SendPermit.No(NoSend.TemplateUnfit, unfit);
        if (!OptIns.Has(scope, message)) return new SendPermit.No(NoSend.NoConsent, "There is no consent to be written to first on this channel.");
        if (NoRoom(scope, message, now) is { } full) return full;
        TemplateRows.Sent(scope, message.AccountId, message.ChatKey, now);
        if (message.Content.WordsFollow) HeldWords.Add(scope, message, now.AddDays(settings.HoldDays), now);
        return new SendPermit.Yes(shaped);
    }

    /// <summary>Why a template is not sent, for people.</summary>
    public static string NotApproved(MessageTemplate template) =>
        $"The template {template.Name} ({template.Language}) is {SnakeCase.Of(template.Status.ToString()).Replace('_', ' ')} on the platform"
        + (string.IsNullOrEmpty(template.Reason) ? "." : $": {template.Reason}.");

    private static string? Unfit(MessageTemplate template, System.Collections.Immutable.ImmutableArray<string> words)
    {
        if (words.Length != template.Variables)
            return $"The template {template.Name} ({template.Language}) has {template.Variables} variables on the platform and {words.Length} in the dialog. Push its words again.";
        return TemplateWording.Filled(template.Body, words).Length > TemplateWording.LongestBody
            ? $"The template {template.Name} ({template.Language}) would be longer than {TemplateWording.LongestBody} characters with these words."
            : null;
    }

    /// <summary>How many more people may be written to first now; <see langword="null"/>: as many as one likes.</summary>
    public static long? Room(RowSource source, WindowSettings settings, bool isOffer, DateTimeOffset now) => MostPeople(source, settings, isOffer) is { } most
        ? Math.Max(0, most - source.Query("SELECT COUNT(*) FROM template_sends WHERE sent_at > @since", command => command.Set("@since", now - WindowSettings.Whole), row => row.Read() ? row.GetInt64(0) : 0))
        : null;

    /// <summary>Different people in 24 hours: as the settings say, else as the platform told; offers leave a part of them to service messages.</summary>
    private static long? MostPeople(RowSource source, WindowSettings settings, bool isOffer)
    {
        var people = settings.PeopleADay ?? MessagingLimits.Newest(source) ?? WindowSettings.FirstPeopleADay;
        return people == 0 ? null : isOffer ? Math.Max(1, people - people / KeptFromOffers) : people;
    }

    private SendPermit.Later? NoRoom(WriteScope scope, OutboundMessage message, DateTimeOffset now)
    {
        if (MostPeople(scope, settings, message.Kind == OutboundKind.Promotion) is not { } most) return null;
        scope.Lock("template_sends");
        return TemplateRows.RoomAt(scope, message.AccountId, message.ChatKey, most, now) is { } room
            ? new SendPermit.Later(room, NoSend.MessagingLimit, $"{most} people have been written to first within 24 hours, and the platform allows no more.",
                message.ExpiresAt ?? now + TemplateWait)
            : null;
    }
}
