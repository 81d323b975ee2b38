using System.Text;
using System.Text.Json;
using EngageBot.Messaging;
using static EngageBot.Channels.WhatsApp.WebhookJson;

namespace EngageBot.Channels.WhatsApp;

/// <summary>A webhook's body, item by item: what cannot be read never hides its neighbours.</summary>
internal sealed class WebhookReader(WhatsAppNumbers numbers)
{
    /// <summary>Kept of an item that nobody could read.</summary>
    private const int RawCharsKept = 64 * 1024;

    private static readonly HashSet<string> NewsFields =
    [
        "message_template_status_update", "message_template_quality_update", "template_category_update", "message_template_components_update",
        "phone_number_quality_update", "phone_number_name_update", "account_update", "account_alerts", "account_review_update", "business_capability_update",
    ];

    /// <summary>Everything for numbers served here, what was said in the order of its time; never throws.</summary>
    public List<WebhookItem> Read(ReadOnlyMemory<byte> body)
    {
        var items = new List<WebhookItem>();
        try
        {
            using var document = JsonDocument.Parse(body);
            if (Text(document.RootElement, "object") != "whatsapp_business_account") return items;
            foreach (var entry in Items(document.RootElement, "entry"))
                foreach (var change in Items(entry, "changes"))
                    ReadChange(entry, change, items);
        }
        catch (JsonException e)
        {
            // Without the message's path: it may quote the payload.
            items.Add(new WebhookItem.Garbled(numbers.Main, null, Raw(body.Span), $"not a webhook: line {e.LineNumber}, byte {e.BytePositionInLine}"));
        }
        return InTime(items);
    }

    private void ReadChange(JsonElement entry, JsonElement change, List<WebhookItem> items)
    {
        var (field, value) = (Text(change, "field"), Object(change, "value"));
        if (field is not null && NewsFields.Contains(field))
        {
            if (Text(entry, "id") is { } waba && numbers.OfBusinessAccount(waba).FirstOrDefault() is { } owner) items.Add(new WebhookItem.News(owner, field, value.GetRawText()));
            return;
        }
        if (field is not ("messages" or "user_preferences")) return;
        if (Text(Object(value, "metadata"), "phone_number_id") is not { } phone || numbers.Find(phone) is not { } number) return;
        foreach (var message in Items(value, "messages")) Add(items, number, message, () => new WebhookItem.Message(number, MessageMapping.Map(value, message)));
        foreach (var status in Items(value, "statuses")) Add(items, number, status, () => StatusOf(number, value, status));
        foreach (var wish in Items(value, "user_preferences")) Add(items, number, wish, () => PreferenceOf(number, value, wish));
        foreach (var error in Items(value, "errors")) Add(items, number, error, () => new WebhookItem.Trouble(number, Failure(error)));
    }

    private static void Add(List<WebhookItem> items, WhatsAppNumber number, JsonElement json, Func<WebhookItem?> read)
    {
        try
        {
            if (read() is { } item and not WebhookItem.Message { What: Heard.Ignored }) items.Add(item);
            else WhatsAppMeters.Item("ignored");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException)
        {
            var raw = json.GetRawText();
            items.Add(new WebhookItem.Garbled(number, Text(json, "id"), raw.Length <= RawCharsKept ? raw : raw[..RawCharsKept], e is JsonException ? e.Message : e.GetType().Name));
        }
    }

    private static WebhookItem.Status? StatusOf(WhatsAppNumber number, JsonElement value, JsonElement status)
    {
        if (Text(status, "recipient_type") == "group") return null;
        OutboxState? reached;
        switch (Text(status, "status"))
        {
            case "sent": reached = OutboxState.Sent; break;
            case "delivered": reached = OutboxState.Delivered; break;
            case "read" or "played": reached = OutboxState.Read; break;
            case "failed": reached = null; break;
            default: return null;
        }
        var id = Text(status, "id") ?? throw new JsonException("a receipt without an id");
        var who = MessageMapping.PersonOf(value, Text(status, "recipient_id"), Text(status, "recipient_user_id"), Text(status, "parent_recipient_user_id"));
        var failure = reached is null ? First(status, "errors") is { } error ? Failure(error) : new GraphFailure.Refused(131000, "failed without a reason") : null;
        return new(number, new HeardStatus(id, reached, Instant(status, "timestamp") ?? default, who, Text(status, "biz_opaque_callback_data"), failure));
    }

    private static WebhookItem.Preference? PreferenceOf(WhatsAppNumber number, JsonElement value, JsonElement wish)
    {
        var said = Text(wish, "value");
        if (Text(wish, "category") != "marketing_messages" || said is not ("stop" or "resume")) return null;
        var who = MessageMapping.PersonOf(value, Text(wish, "wa_id"), Text(wish, "user_id"), null);
        return who.IsNobody ? throw new JsonException("a wish of nobody") : new(number, who, said == "resume", Instant(wish, "timestamp") ?? default);
    }

    /// <summary>Messages of one delivery are handled as they were said; all else keeps its place.</summary>
    private static List<WebhookItem> InTime(List<WebhookItem> items)
    {
        if (items.Count < 2) return items;
        return [.. items.OrderBy(item => item is WebhookItem.Message ? 0 : 1)
            .ThenBy(item => item is WebhookItem.Message { What: Heard.Content said } ? said.At : item is WebhookItem.Message { What: Heard.Edit edit } ? edit.At : default)];
    }

    private static string Raw(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, RawCharsKept)]);
}
