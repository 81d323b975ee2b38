using EngageBot.Businesses;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Values;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations.Actions;

/// <summary>Something a dialog may do by name: the only door from dialog files to code.</summary>
/// <typeparam name="TIn">A record whose constructor parameters are the action's parameters, in snake_case; nullable ones may be left out.</typeparam>
/// <typeparam name="TOut">A record whose properties are what <c>result.*</c> offers.</typeparam>
internal interface IDialogAction<TIn, TOut>
    where TIn : notnull
    where TOut : notnull
{
    /// <summary>Runs in the turn's transaction, under a savepoint: a failure undoes the action only.</summary>
    ValueTask<ActionResult<TOut>> RunAsync(TIn input, ActionContext context);
}

/// <summary>How an action ended.</summary>
internal abstract record ActionResult<TOut>
{
    private ActionResult() { }

    /// <summary>It is done, and this came of it.</summary>
    public sealed record Done(TOut Result) : ActionResult<TOut>;

    /// <summary>It could not be done; the code is one the action declares.</summary>
    public sealed record Failed(string Code) : ActionResult<TOut>;
}

/// <summary>The result of an action that returns nothing.</summary>
internal sealed record Nothing
{
    public static ActionResult<Nothing> Done { get; } = new ActionResult<Nothing>.Done(new Nothing());
}

/// <summary>What an action may know of the turn it runs in.</summary>
/// <param name="NamedByPlatform">What the platform calls the person; nobody asked them yet whether it may be used.</param>
/// <param name="IdempotencyKey">The same when the turn is done again.</param>
/// <param name="Raise">Tells the dialogs of this chat what has happened, once the action's own result is taken; undone with a failed action.</param>
internal sealed record ActionContext(
    WriteScope Scope,
    long ChatId,
    BusinessId BusinessId,
    ContactId ContactId,
    ChannelAccount Account,
    Manner Manner,
    DateTimeOffset Now,
    long InboxId,
    string? NamedByPlatform,
    string IdempotencyKey,
    Action<ChatEvent.Happened> Raise)
{
    public string Language => Manner.Language;
}

/// <summary>Names an action for dialogs and says what the checker must know of it.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class DialogActionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
    /// <summary>Going back over it and doing it again is harmless.</summary>
    public bool Repeatable { get; init; }
    /// <summary>The codes it may fail with; none means it cannot fail.</summary>
    public string[] Errors { get; init; } = [];
}

/// <summary>The dialog type of a parameter or result whose C# type does not tell (a phone, a day of the year).</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class DialogTypeAttribute(TypeKind kind) : Attribute
{
    public TypeKind Kind { get; } = kind;
    /// <summary>The members of a choice.</summary>
    public string[] Members { get; init; } = [];
}
