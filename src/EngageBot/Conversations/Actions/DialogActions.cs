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
        if (!_entries.Value.TryGetValue(name, out var entry)) throw new InvalidOperationException($"No action is called {name}.");
        ActionOutcome? outcome = null;
        var thrown = await context.Scope.TryAsync(async () =>
        {
            outcome = await entry.Run(input, context);
            if (outcome is ActionOutcome.Failed) throw new UndoneException();
        });
        if (thrown is not null and not UndoneException) ExceptionDispatchInfo.Throw(thrown);
        return outcome!;
    }

    /// <summary>Undoes what a failed action wrote; never leaves this file.</summary>
    private sealed class UndoneException : Exception;

    private sealed record Entry(ActionSchema Schema, Func<Value.Record, ActionContext, ValueTask<ActionOutcome>> Run)
    {
        public static Entry Of(Type type, IServiceProvider services)
        {
            var contract = type.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IDialogAction<,>));
            var make = typeof(Entry).GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(contract.GenericTypeArguments);
            return (Entry)make.Invoke(null, [ActivatorUtilities.GetServiceOrCreateInstance(services, type)])!;
        }

        private static Entry Make<TIn, TOut>(IDialogAction<TIn, TOut> action)
            where TIn : notnull
            where TOut : notnull
        {
            var named = action.GetType().GetCustomAttribute<DialogActionAttribute>()
                ?? throw new InvalidOperationException($"{action.GetType().Name} lacks its [DialogAction] name.");
            var read = ActionBinding.Reader<TIn>();
            var write = ActionBinding.Writer<TOut>();
            var schema = new ActionSchema(
                named.Name, named.Mode, named.Errors.Length > 0, named.Repeatable,
                ActionBinding.TypesOf(typeof(TIn)), ActionBinding.TypesOf(typeof(TOut)), [.. named.Errors]);
            return new Entry(schema, async (input, context) => await action.RunAsync(read(input), context) switch
            {
                ActionResult<TOut>.Done done => new ActionOutcome.Done(write(done.Result)),
                ActionResult<TOut>.Failed failed => new ActionOutcome.Failed(failed.Code),
                _ => throw new InvalidOperationException("An action ended in no known way."),
            });
        }
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
