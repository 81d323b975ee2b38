using System.Collections.Immutable;

namespace EngageBot.Dialogs.Engine;

/// <summary>A chat as the engine left it: open runs, the floor, counters. Round-trips through JSON.</summary>
public sealed record ChatState
{
    /// <summary>A chat in which nothing has happened yet.</summary>
    public static ChatState Empty { get; } = new();

    /// <summary>The number of the newest run; numbers are never reused.</summary>
    public uint LastRun { get; init; }
    /// <summary>Open runs, oldest first.</summary>
    public ImmutableArray<Run> Runs { get; init; } = [];
    /// <summary>The floor: the last run has it, those before it were interrupted.</summary>
    public ImmutableArray<uint> Floor { get; init; } = [];
    /// <summary>Runs whose question waits for a free floor, in their order.</summary>
    public ImmutableArray<WaitingRun> Waiting { get; init; } = [];
    /// <summary>Words held back while an action was running, or business held back by a person's hold.</summary>
    public ImmutableArray<ChatEvent> HeldBack { get; init; } = [];
    /// <summary>Since when a person has the chat; absent: nobody does.</summary>
    public DateTimeOffset? HeldSince { get; init; }
    /// <summary>The newest run when the person came: those after it were begun by commands and go on.</summary>
    public uint HeldFrom { get; init; }
    /// <summary>What the customer wanted when a question that may only be left with their consent was open.</summary>
    public Leaving? Leaving { get; init; }
    /// <summary>When the idle hint was last sent.</summary>
    public DateTimeOffset? HintedAt { get; init; }
    /// <summary>The run last spoken with.</summary>
    public uint SpokeRun { get; init; }
    /// <summary>When it was.</summary>
    public DateTimeOffset? SpokeAt { get; init; }
    /// <summary>The command button that was pressed last, by its hash.</summary>
    public uint TappedCommand { get; init; }
    /// <summary>When it was pressed.</summary>
    public DateTimeOffset? TappedAt { get; init; }
    /// <summary>Messages and actions that belong to no run: the last part of their keys.</summary>
    public uint Loose { get; init; }
    /// <summary>The last occasions that started something, newest last.</summary>
    public ImmutableArray<string> Occasions { get; init; } = [];

    /// <summary>A person has the chat.</summary>
    public bool Held => HeldSince is not null;

    /// <summary>The open run with that number.</summary>
    public Run? Find(uint number)
    {
        foreach (var run in Runs)
            if (run.Number == number) return run;
        return null;
    }

    /// <summary>Compact JSON for the chat's row; equal states give equal text.</summary>
    public string ToJson() => ChatStateJson.Write(this);

    /// <summary>The state that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">The text was not written by <see cref="ToJson"/>.</exception>
    public static ChatState Parse(string json) => ChatStateJson.Read(json);
}

/// <summary>A run whose question waits for a free floor.</summary>
public readonly record struct WaitingRun(uint Run, DateTimeOffset Since);

/// <summary>A wish to leave a question, awaiting yes or no.</summary>
/// <param name="Run">The run whose question is left.</param>
/// <param name="Epoch">The question's epoch.</param>
/// <param name="Wish">What is done after a yes.</param>
public sealed record Leaving(uint Run, uint Epoch, ChatEvent Wish);
