using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EngageBot.Tests.Channels.Telegram;

/// <summary>Every line that anything logs, at the most talkative level.</summary>
internal sealed class CapturedLogs : ILoggerProvider, ILoggerFactory
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Captured(categoryName, Lines);

    public ILogger<T> For<T>() => new Logger<T>(this);

    public int Count(string words) => Lines.Count(l => l.Contains(words, StringComparison.Ordinal));

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }

    private sealed class Captured(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
