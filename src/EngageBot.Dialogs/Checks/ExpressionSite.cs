using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>What an expression stands for, which decides the number of a finding.</summary>
internal enum SiteKind
{
    /// <summary>A condition, an assignment, a limit.</summary>
    Plain,
    /// <summary>An input of an action.</summary>
    Input,
    /// <summary>A slot taken from a result.</summary>
    Save,
}

/// <summary>An expression in a dialog, what it may read there and what it must come to.</summary>
internal sealed record ExpressionSite(Expression Expression, NameScope Scope, DialogType? Expected, SiteKind Kind = SiteKind.Plain, ActionSchema? Action = null);
