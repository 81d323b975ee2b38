using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.ExceptionServices;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Conversations.Actions;

/// <summary>Every registered action by name: its schema for the checker, and the way to run it.</summary>
internal sealed class DialogActions(IEnumerable<RegisteredAction> actions, IServiceProvider services)
{
    // Made at the first use: an action may itself need the dialogs, which need the list of actions.
    private readonly Lazy<FrozenDictionary<string, Entry>> _entries = new(
        () => actions.Select(a => Entry.Of(a.Type, services)).ToFrozenDictionary(e => e.Schema.Name));

    /// <summary>What <c>_shared/actions.schema.json</c> must say, by name.</summary>
    public ImmutableSortedDictionary<string, ActionSchema> Schemas => _entries.Value.Values.Select(e => e.Schema).ToImmutableSortedDictionary(s => s.Name, s => s);

    /// <summary>Runs an action under a savepoint.</summary>
    /// <returns>The result's fields, or the error code.</returns>
    /// <exception cref="InvalidOperationException">No such action: the schema file and the program differ.</exception>
    public async ValueTask<ActionOutcome> RunAsync(string name, Value.Record input, ActionContext context)
    {
        var run = EntryOf(name).Run ?? throw new InvalidOperationException($"{name} runs after the commit.");
        ActionOutcome? outcome = null;
        var thrown = await context.Scope.TryAsync(async () =>
        {
            outcome = await run(input, context);
            if (outcome is ActionOutcome.Failed) throw new UndoneException();
        });
        if (thrown is not null and not UndoneException) ExceptionDispatchInfo.Throw(thrown);
        return outcome!;
    }

    /// <summary>Whether an action runs after the commit, outside the database.</summary>
    public bool RunsOutside(string name) => EntryOf(name).RunOutside is not null;

    /// <summary>Runs an action outside the database.</summary>
    /// <exception cref="Exception">It could not be done now; it is tried again.</exception>
    public ValueTask<ActionOutcome> RunOutsideAsync(string name, Value.Record input, OutboxActionContext context, CancellationToken cancellation) =>
        (EntryOf(name).RunOutside ?? throw new InvalidOperationException($"{name} runs inside the turn."))(input, context, cancellation);

    private Entry EntryOf(string name) =>
        _entries.Value.TryGetValue(name, out var entry) ? entry : throw new InvalidOperationException($"No action is called {name}.");

    /// <summary>Undoes what a failed action wrote; never leaves this file.</summary>
    private sealed class UndoneException : Exception;

    private sealed record Entry(
        ActionSchema Schema,
        Func<Value.Record, ActionContext, ValueTask<ActionOutcome>>? Run,
        Func<Value.Record, OutboxActionContext, CancellationToken, ValueTask<ActionOutcome>>? RunOutside)
    {
        public static Entry Of(Type type, IServiceProvider services)
        {
            var contract = type.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() is var open && (open == typeof(IDialogAction<,>) || open == typeof(IOutboxAction<,>)));
            var make = typeof(Entry).GetMethod(contract.GetGenericTypeDefinition() == typeof(IDialogAction<,>) ? nameof(Make) : nameof(MakeOutside), BindingFlags.NonPublic | BindingFlags.Static)!;
            return (Entry)make.MakeGenericMethod(contract.GenericTypeArguments).Invoke(null, [ActivatorUtilities.GetServiceOrCreateInstance(services, type)])!;
        }

        private static Entry Make<TIn, TOut>(IDialogAction<TIn, TOut> action)
            where TIn : notnull
            where TOut : notnull
        {
            var read = ActionBinding.Reader<TIn>();
            var write = ActionBinding.Writer<TOut>();
            return new Entry(
                SchemaOf<TIn, TOut>(action.GetType(), ActionMode.Transaction), async (input, context) => Outcome(await action.RunAsync(read(input), context), write), null);
        }

        private static Entry MakeOutside<TIn, TOut>(IOutboxAction<TIn, TOut> action)
            where TIn : notnull
            where TOut : notnull
        {
            var read = ActionBinding.Reader<TIn>();
            var write = ActionBinding.Writer<TOut>();
            var schema = SchemaOf<TIn, TOut>(action.GetType(), ActionMode.Outbox);
            if (!schema.Errors.Contains(IOutboxAction<TIn, TOut>.Unavailable))
                throw new InvalidOperationException($"{schema.Name} runs outside the database: it must declare the error {IOutboxAction<TIn, TOut>.Unavailable}.");
            return new Entry(schema, null, async (input, context, cancellation) => Outcome(await action.RunAsync(read(input), context, cancellation), write));
        }

        private static ActionSchema SchemaOf<TIn, TOut>(Type action, ActionMode mode)
        {
            var named = action.GetCustomAttribute<DialogActionAttribute>() ?? throw new InvalidOperationException($"{action.Name} lacks its [DialogAction] name.");
            return new ActionSchema(
                named.Name, mode, named.Errors.Length > 0, named.Repeatable,
                ActionBinding.TypesOf(typeof(TIn)), ActionBinding.TypesOf(typeof(TOut)), [.. named.Errors]);
        }

        private static ActionOutcome Outcome<TOut>(ActionResult<TOut> result, Func<TOut, Value.Record> write) => result switch
        {
            ActionResult<TOut>.Done done => new ActionOutcome.Done(write(done.Result)),
            ActionResult<TOut>.Failed failed => new ActionOutcome.Failed(failed.Code),
            _ => throw new InvalidOperationException("An action ended in no known way."),
        };
    }
}

/// <summary>An action type in the container.</summary>
internal sealed record RegisteredAction(Type Type);

/// <summary>How an action ended, in the dialog language's values.</summary>
internal abstract record ActionOutcome
{
    private ActionOutcome() { }
    public sealed record Done(Value.Record Result) : ActionOutcome;
    public sealed record Failed(string Code) : ActionOutcome;
}
