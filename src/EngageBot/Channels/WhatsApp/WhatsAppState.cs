using System.Collections.Concurrent;
using System.Text.Json;

namespace EngageBot.Channels.WhatsApp;

/// <summary>What is learnt about the app's numbers while they work.</summary>
internal sealed partial class WhatsAppState(ILogger<WhatsAppState> log)
{
    private readonly ConcurrentDictionary<(long Account, string What), string> _troubles = new();
    private readonly ConcurrentDictionary<long, string> _phones = new();
    private readonly ConcurrentDictionary<long, string> _unheard = new();

    /// <summary>What an operator should look at, in plain words; empty if all is well.</summary>
    public IReadOnlyCollection<string> Troubles => [.. _troubles.OrderBy(t => t.Key.Account).ThenBy(t => t.Key.What, StringComparer.Ordinal).Select(t => t.Value).Concat(_unheard.OrderBy(u => u.Key).Select(u => u.Value))];

    /// <summary>The number as people dial it, digits only; <see langword="null"/> until Meta has told it.</summary>
    public string? PhoneOf(long accountId) => _phones.GetValueOrDefault(accountId);

    public void Introduce(WhatsAppNumber number, string phone) => _phones[number.Account.Id] = string.Concat(phone.Where(char.IsAsciiDigit));

    /// <summary>Whether any app is told what happens on the number's business account; while none is, nothing that customers write arrives.</summary>
    public void Subscribed(WhatsAppNumber number, bool subscribed)
    {
        if (subscribed)
        {
            _unheard.TryRemove(number.Account.Id, out _);
            return;
        }
        var (name, account) = (number.Account.Name, number.BusinessAccountId);
        var advice = $"no app is subscribed to the WhatsApp Business account {account}, so nothing that customers write arrives: subscribe yours by POST /{account}/subscribed_apps with the access token";
        if (_unheard.TryAdd(number.Account.Id, $"{name}: {advice}")) LogNotSubscribed(name, advice);
    }

    /// <summary>A refusal that an operator must know of.</summary>
    public void Hear(WhatsAppNumber number, GraphFailure failure)
    {
        if (WhatsAppErrors.Advice(failure) is not { } advice) return;
        if (_troubles.TryAdd((number.Account.Id, advice), $"{number.Account.Name}: {advice}")) LogTrouble(number.Account.Name, advice, failure);
    }

    /// <summary>Something was sent by it: its credentials are good.</summary>
    public void Worked(WhatsAppNumber number)
    {
        if (_troubles.IsEmpty) return;
        foreach (var key in _troubles.Keys)
            if (key.Account == number.Account.Id) _troubles.TryRemove(key, out _);
    }

    /// <summary>News of Meta about the number or its account.</summary>
    public void Hear(WhatsAppNumber number, string field, string value)
    {
        if (field is not ("account_update" or "phone_number_quality_update" or "account_alerts" or "business_capability_update")) return;
        using var news = JsonDocument.Parse(value);
        var what = WebhookJson.Text(news.RootElement, "event") ?? field;
        LogNews(number.Account.Name, field, what.Length <= 60 ? what : field);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "WhatsApp number {Name}: {Advice} ({Reason})")]
    private partial void LogTrouble(string name, string advice, GraphFailure reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "WhatsApp number {Name}: {Advice}")]
    private partial void LogNotSubscribed(string name, string advice);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Meta tells about WhatsApp number {Name}: {Field} {Event}")]
    private partial void LogNews(string name, string field, string @event);
}
