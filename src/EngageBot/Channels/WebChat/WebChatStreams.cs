using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using EngageBot.Storage;

namespace EngageBot.Channels.WebChat;

/// <summary>The open sockets of this process, by conversation.</summary>
internal sealed class WebChatStreams : IDisposable
{
    /// <summary>A client that takes nothing for so long is cut off; it comes back with its watermark.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const string WakeWord = "web:";
    private const string ShowWord = "show:";
    private const string YieldingWord = "hint:";

    /// <summary>How often sockets look by themselves where another node may have stored something and died before it said so.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Open[]> _open = new();
    private readonly WebTranscript _transcript;
    private readonly IStore _store;
    private readonly TimeProvider _clock;
    private readonly ITimer? _looks;

    public WebChatStreams(WebTranscript transcript, IStore store, TimeProvider clock)
    {
        (_transcript, _store, _clock) = (transcript, store, clock);
        if (!store.IsShared) return;
        store.Heard += Hear;
        _looks = clock.CreateTimer(_ => WakeAll(), null, Look, Look);
    }

    /// <summary>Something new is stored for the conversation.</summary>
    public void Wake(string conversationId)
    {
        Tell(conversationId, new(null, YieldsToWords: false));
        _store.Tell(WakeWord + conversationId);
    }

    /// <summary>Shows something that is stored nowhere: typing, a notice. Who is not connected misses it.</summary>
    /// <param name="yieldsToWords">Left out when the bot's words are already there to be sent.</param>
    public void Show(string conversationId, string activity, bool yieldsToWords)
    {
        Tell(conversationId, new(activity, yieldsToWords));
        _store.Tell($"{(yieldsToWords ? YieldingWord : ShowWord)}{conversationId}:{activity}");
    }

    /// <summary>Another node stored or showed something: whoever looks at the conversation may be connected here.</summary>
    private void Hear(string word)
    {
        if (word.Length == 0) WakeAll();
        else if (word.StartsWith(WakeWord, StringComparison.Ordinal)) Tell(word[WakeWord.Length..], new(null, YieldsToWords: false));
        else if (word.Split(':', 3) is [var kind, var conversation, var activity] && $"{kind}:" is ShowWord or YieldingWord)
            Tell(conversation, new(activity, $"{kind}:" is YieldingWord));
    }

    private void WakeAll()
    {
        foreach (var conversation in _open.Keys) Tell(conversation, new(null, YieldsToWords: false));
    }

    public void Dispose()
    {
        _store.Heard -= Hear;
        _looks?.Dispose();
    }

    /// <summary>Sends what is stored after the watermark and then everything new, until the client or the process goes away.</summary>
    public async Task RunAsync(WebSocket socket, string conversationId, long watermark, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var open = new Open(socket, Channel.CreateBounded<Signal>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest }));
        open.Signals.Writer.TryWrite(new(null, YieldsToWords: false));
        _open.AddOrUpdate(conversationId, [open], (_, others) => [.. others, open]);
        try
        {
            var listening = ListenAsync(socket, ended);
            await PumpAsync(open, conversationId, watermark, ended.Token);
            await listening;
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            // The client reconnects with its watermark, so nothing is lost with a socket.
        }
        finally
        {
            Forget(conversationId, open);
            await CloseAsync(socket);
        }
    }

    private async Task PumpAsync(Open open, string conversationId, long watermark, CancellationToken cancellation)
    {
        while (await open.Signals.Reader.WaitToReadAsync(cancellation))
        {
            var shown = new List<Signal>();
            while (open.Signals.Reader.TryRead(out var signal))
                if (signal.Activity is not null) shown.Add(signal);
            var botSpoke = false;
            ActivityPage page;
            do
            {
                page = await _transcript.ReadAsync(conversationId, watermark, cancellation);
                watermark = page.Watermark;
                if (page.Activities.Count == 0) break;
                botSpoke |= page.Activities[^1].StartsWith(ActivityWriter.BotStart, StringComparison.Ordinal);
                await SendAsync(open.Socket, ActivityWriter.Set(page), cancellation);
            }
            while (page.More);
            foreach (var signal in shown)
                if (!(botSpoke && signal.YieldsToWords)) await SendAsync(open.Socket, ActivityWriter.Passing(signal.Activity!), cancellation);
        }
    }

    private async Task SendAsync(WebSocket socket, string frame, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, both.Token);
    }

    // Clients only send empty frames to keep proxies awake (every 20 s, directlinejs 0.15, read 2026-11); whatever comes is dropped unread.
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource ended)
    {
        var buffer = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(buffer, ended.Token)).MessageType != WebSocketMessageType.Close) { }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            // Ended either way.
        }
        await ended.CancelAsync();
    }

    private async Task CloseAsync(WebSocket socket)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), _clock);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, patience.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            socket.Abort();
        }
    }

    private void Tell(string conversationId, Signal signal)
    {
        if (!_open.TryGetValue(conversationId, out var all)) return;
        foreach (var open in all) open.Signals.Writer.TryWrite(signal);
    }

    private void Forget(string conversationId, Open open)
    {
        var left = _open.AddOrUpdate(conversationId, [], (_, all) => [.. all.Where(o => o != open)]);
        if (left.Length == 0) _open.TryRemove(new KeyValuePair<string, Open[]>(conversationId, left));
    }

    private sealed record Open(WebSocket Socket, Channel<Signal> Signals);

    private sealed record Signal(string? Activity, bool YieldsToWords);
}
