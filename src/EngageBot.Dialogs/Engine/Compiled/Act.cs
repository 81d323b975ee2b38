using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Engine.Compiled;

/// <summary>What a compiled dialog does between two states.</summary>
internal abstract record Act
{
    private Act() { }

    /// <summary>A line is taken; only a trace wants to know.</summary>
    public sealed record Pass(SourcePosition Line) : Act;

    /// <summary>A slot takes a value.</summary>
    public sealed record Assign(Assignment Set) : Act;

    /// <summary>A text is sent.</summary>
    /// <param name="State">Whose words they are, if a state's: with its templates.</param>
    public sealed record Say(string Text, ImmutableSortedDictionary<string, Expression> With, Attachment? Attach, State? State = null) : Act;

    /// <summary>An action runs whose result nobody awaits.</summary>
    public sealed record Run(ActionCall Call) : Act;
}

/// <summary>The events the engine raises in a run; the sign in front keeps them apart from every name an author can write.</summary>
internal static class Signals
{
    public const string Answer = "!answer";
    public const string Skip = "!skip";
    public const string GiveUp = "!give_up";
    public const string Ok = "!ok";
    public const string Fail = "!fail";
    public const string Returned = "!returned";
    public const string Timeout = "!timeout";
    public const string Cancel = "cancel";

    public static string TimeoutOf(string group) => "!timeout:" + group.Replace('.', '/');

    public static string BackTo(string state) => "!back:" + state.Replace('.', '/');
}
