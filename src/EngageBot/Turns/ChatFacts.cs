using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>The facts of one chat, read in groups when the first of a group is asked for; the same within a step.</summary>
/// <remarks>The engine runs on the writer's thread beside its connection, so a group costs a statement or two and only where a state reads it.</remarks>
internal sealed class ChatFacts(FactGroups groups, FactSource source) : IFacts, IWorkingTime
{
    private readonly Dictionary<string, Value.Record> _loaded = [];
    private List<RecordedSpan>? _times;

    /// <inheritdoc/>
    public DateTimeOffset After(DateTimeOffset from, TimeSpan length)
    {
        var until = WorkingTime.Of(source.Scope, source.Page, source.Now).After(from, length);
        (_times ??= []).Add(new RecordedSpan(from, length, until));
        return until;
    }

    /// <summary>What was asked of the working hours, for the log.</summary>
    public IReadOnlyList<RecordedSpan> Times => _times ?? (IReadOnlyList<RecordedSpan>)[];

    /// <inheritdoc/>
    public Value? Read(string path)
    {
        var names = path.Split('.');
        if (!_loaded.TryGetValue(names[0], out var group)) _loaded.Add(names[0], group = groups.Load(names[0], source));
        Value? value = group;
        foreach (var name in names.AsSpan(1))
            value = value is Value.Record record ? record.Fields.GetValueOrDefault(name) : null;
        return value;
    }
}

/// <summary>What a fact group may read.</summary>
/// <param name="Sender">Who caused the turn, if a customer did.</param>
internal sealed record FactSource(
    WriteScope Scope, BusinessPage Page, ChannelAccount Account, ChatRow Chat, Sender? Sender, string Language, DateTimeOffset Now)
{
    private readonly Lazy<Balance?> _balance = new(() => Chat.JoinedAt is null ? null : BalanceQuery.Read(Scope, Chat.ContactId, Now));

    /// <summary>A member's points, read once for <c>points.*</c> and <c>level.*</c>; a guest has none.</summary>
    public Balance? Balance => _balance.Value;
}
