using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>Says an expression in another language, from its leaves up: the host's way to ask a database what the evaluator asks one person.</summary>
/// <remarks>Give it expressions that <see cref="TypeChecker"/> found nothing wrong with. Each method is told the column its part begins at.</remarks>
/// <typeparam name="T">A part of the translation.</typeparam>
public abstract class ExpressionTranslator<T>
{
    /// <summary>The whole expression.</summary>
    public T Translate(Expression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return Of(expression.Root);
    }

    /// <summary>A value as it is written.</summary>
    protected abstract T Literal(Value value, int column);

    /// <summary>A fact, or the word of a choice where <paramref name="mayBeWord"/>.</summary>
    protected abstract T Name(string path, bool mayBeWord, int column);

    /// <summary>The opposite.</summary>
    protected abstract T Not(T operand, int column);

    /// <summary>Two operands with a sign between them.</summary>
    protected abstract T Binary(Operator sign, T left, T right, int column);

    /// <summary>One of several, or none of them where <paramref name="negated"/>.</summary>
    protected abstract T In(T item, ImmutableArray<T> members, bool negated, int column);

    /// <summary>Whether there is a value, or there is none where <paramref name="negated"/>.</summary>
    protected abstract T IsSet(T operand, bool negated, int column);

    /// <summary>The value, or the other where there is none.</summary>
    protected abstract T Default(T value, T otherwise, int column);

    /// <summary>A function.</summary>
    protected abstract T Call(Function function, ImmutableArray<T> arguments, int column);

    private T Of(Node node) => node switch
    {
        Node.Literal literal => Literal(literal.Value, node.Column),
        Node.Name name => Name(name.Path, name.MayBeWord, node.Column),
        Node.Not not => Not(Of(not.Operand), node.Column),
        Node.Binary binary => Binary(binary.Operator, Of(binary.Left), Of(binary.Right), node.Column),
        Node.In membership => In(Of(membership.Item), [.. membership.Members.Select(Of)], membership.Negated, node.Column),
        Node.IsSet isSet => IsSet(Of(isSet.Operand), isSet.Negated, node.Column),
        Node.Default orElse => Default(Of(orElse.Value), Of(orElse.Otherwise), node.Column),
        Node.Call call => Call(call.Function, [.. call.Arguments.Select(Of)], node.Column),
        _ => throw new ArgumentException("A text that did not parse has no translation."),
    };
}
