using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>Checks an expression against the types of its names: unknown names, kinds that do not go together, values that may be unset.</summary>
public static class TypeChecker
{
    /// <summary>Checks an expression.</summary>
    /// <param name="expected">The type wanted where it stands; <see langword="null"/> takes any, also one that may be unset.</param>
    public static TypeCheck Check(Expression expression, ITypeScope scope, DialogType? expected)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var pass = new Pass(scope);
        var type = pass.Whole(expression.Root, expected);
        return new(type, [.. pass.Errors], [.. pass.Names.Distinct()]);
    }

    /// <summary>The names that are certainly set where the expression is a yes.</summary>
    public static ImmutableHashSet<string> SetWhenTrue(Expression expression) => SetWhen(expression.Root, true);

    /// <summary>The names that are certainly set where the expression is a no.</summary>
    public static ImmutableHashSet<string> SetWhenFalse(Expression expression) => SetWhen(expression.Root, false);

    internal static ImmutableHashSet<string> SetWhen(Node node, bool outcome) => node switch
    {
        Node.IsSet { Operand: Node.Name name } isSet when isSet.Negated != outcome => [name.Path],
        Node.Not not => SetWhen(not.Operand, !outcome),
        Node.Binary { Operator: Operator.And } and => outcome
            ? SetWhen(and.Left, true).Union(SetWhen(and.Right, true))
            : SetWhen(and.Left, false).Intersect(SetWhen(and.Right, false).Union(SetWhen(and.Left, true))),
        Node.Binary { Operator: Operator.Or } or => outcome
            ? SetWhen(or.Left, true).Intersect(SetWhen(or.Right, true).Union(SetWhen(or.Left, false)))
            : SetWhen(or.Left, false).Union(SetWhen(or.Right, false)),
        _ => [],
    };

    /// <summary>One check of one expression; a null type means that the error is already noted.</summary>
    private sealed class Pass(ITypeScope scope)
    {
        private ImmutableHashSet<string> _set = [];

        internal List<TypeError> Errors { get; } = [];

        internal List<string> Names { get; } = [];

        internal DialogType? Whole(Node root, DialogType? expected)
        {
            // Working time has no length until a shop's calendar gives it one: it may only stand alone.
            if (root is Node.Literal { Value: Value.Duration { Working: true } } && expected is null or { Kind: TypeKind.Duration }) return Types.Duration;
            var type = Check(root, expected);
            if (type is null || expected is null) return type;
            if (!Types.Fits(type, expected)) return Error(root, $"this is {Types.Shown(type)}, not {Types.Shown(expected)}");
            return type.Optional && !expected.Optional ? MayBeUnset(root) : type;
        }

        private DialogType? Check(Node node, DialogType? hint) => node switch
        {
            Node.Literal literal => Literal(literal, hint),
            Node.Name name => Name(name, hint),
            Node.Not not => Yes(not.Operand) ? Types.Bool : null,
            Node.Binary { Operator: Operator.And or Operator.Or } logic => Logic(logic),
            Node.Binary { Operator: Operator.Add or Operator.Subtract or Operator.Multiply } sum => Compute(sum),
            Node.Binary comparison => Comparison(comparison),
            Node.In membership => In(membership),
            Node.IsSet isSet => Check(isSet.Operand, null) is null ? null : Types.Bool,
            Node.Default orElse => Default(orElse, hint),
            Node.Call call => Call(call, hint),
            _ => Error(node, "this cannot be read"),
        };

        private DialogType? Literal(Node.Literal literal, DialogType? hint)
        {
            if (literal.Value is Value.Duration { Working: true }) return Error(literal, "working time (wh, wd) cannot be compared or added");
            if (literal.Value is Value.Text text && hint?.Kind is TypeKind.Choice or TypeKind.Choices) return Member(literal, text.Content, hint);
            return Types.Of(literal.Value);
        }

        private DialogType? Member(Node node, string word, DialogType choice) => choice.Members.IsEmpty || choice.Members.Contains(word)
            ? new DialogType(TypeKind.Choice) { Members = [word] }
            : Error(node, $"'{word}' is not one of {string.Join(", ", choice.Members)}");

        private DialogType? Name(Node.Name name, DialogType? hint)
        {
            if (scope.TypeOf(name.Path) is { } type)
            {
                Names.Add(name.Path);
                // A declared name is read; that it is also the word of a choice would surprise whoever wrote it.
                if (hint is { Kind: TypeKind.Choice } && name.MayBeWord && hint.Members.Contains(name.Path))
                    return Error(name, $"'{name.Path}' is a name and also one of {string.Join(", ", hint.Members)}; for the word write it in single quotes");
                return type.Optional && _set.Contains(name.Path) ? type.Set() : type;
            }
            if (name.Path == "now")
            {
                Names.Add(name.Path);
                return Types.DateTime;
            }
            if (name.MayBeWord && hint?.Kind is TypeKind.Choice or TypeKind.Choices) return Member(name, name.Path, hint);
            var near = scope.Names.Select(n => (Name: n, Distance: Spelling.Distance(n, name.Path))).OrderBy(n => n.Distance).FirstOrDefault();
            return Error(name, near.Name is not null && near.Distance <= 1 + name.Path.Length / 5
                ? $"there is no '{name.Path}'; did you mean '{near.Name}'" : $"there is no '{name.Path}'");
        }

        private bool IsWord(Node node) => node is Node.Name { MayBeWord: true } name && name.Path != "now" && scope.TypeOf(name.Path) is null;

        /// <summary>Checks an operand that must be set.</summary>
        private DialogType? Needed(Node node, DialogType? hint = null) => Check(node, hint) switch
        {
            { Optional: true } => MayBeUnset(node),
            var type => type,
        };

        private bool Yes(Node node)
        {
            var type = Needed(node);
            if (type is null || type.Kind == TypeKind.Bool) return type is not null;
            Error(node, $"this is {Types.Shown(type)}, not a yes or no");
            return false;
        }

        private DialogType? Logic(Node.Binary node)
        {
            var left = Yes(node.Left);
            return Knowing(SetWhen(node.Left, node.Operator == Operator.And), () => Yes(node.Right)) && left ? Types.Bool : null;
        }

        private T Knowing<T>(ImmutableHashSet<string> set, Func<T> check)
        {
            var before = _set;
            _set = before.Union(set);
            var result = check();
            _set = before;
            return result;
        }

        private DialogType? Compute(Node.Binary node)
        {
            var (left, right) = (Needed(node.Left), Needed(node.Right));
            if (left is null || right is null) return null;
            return Types.Compute(node.Operator, left, right) ??
                Error(node, $"'{node.Operator.Sign()}' does not go with {Types.Shown(left)} and {Types.Shown(right)}");
        }

        private DialogType? Comparison(Node.Binary node)
        {
            DialogType? left, right;
            if (IsWord(node.Left))
            {
                right = Needed(node.Right);
                left = right is null ? null : Needed(node.Left, right);
            }
            else
            {
                left = Needed(node.Left);
                if (left is null && IsWord(node.Right)) return null;
                right = Needed(node.Right, left ?? null);
                // 'x' == choice: the literal on the left is a member too.
                if (right is not null && node.Left is Node.Literal) left = Needed(node.Left, right);
            }
            if (left is null || right is null) return null;
            var ordered = node.Operator is not (Operator.Equal or Operator.NotEqual);
            if (Types.Comparable(left, right) && (!ordered || left.HasOrder())) return Types.Bool;
            return Error(node, ordered && Types.Comparable(left, right)
                ? $"{Types.Shown(left)} has no order" : $"{Types.Shown(left)} cannot be compared with {Types.Shown(right)}");
        }

        private DialogType? In(Node.In node)
        {
            var item = Needed(node.Item);
            var good = item is not null;
            foreach (var member in node.Members)
            {
                if (item is null && IsWord(member)) continue;
                var type = Needed(member, item);
                good &= type is not null;
                if (item is null || type is null || Types.Comparable(item, type)) continue;
                Error(member, $"{Types.Shown(item)} cannot be compared with {Types.Shown(type)}");
                good = false;
            }
            return good ? Types.Bool : null;
        }

        private DialogType? Default(Node.Default node, DialogType? hint)
        {
            var value = Check(node.Value, hint);
            var otherwise = Check(node.Otherwise, value is { Kind: TypeKind.Choice } ? Wider(value, hint) : hint);
            if (value is null || otherwise is null) return null;
            return Types.Join(value.Set(), otherwise) ?? Error(node, $"'??' does not go with {Types.Shown(value)} and {Types.Shown(otherwise)}");
        }

        private static DialogType Wider(DialogType choice, DialogType? hint) => hint is { Kind: TypeKind.Choice } ? hint : choice;

        private DialogType? Call(Node.Call node, DialogType? hint)
        {
            var arguments = node.Arguments;
            switch (node.Function)
            {
                case Function.If: return If(node, hint);
                case Function.Min or Function.Max: return Extreme(node);
                case Function.Length: return One(node, t => t.IsTextual(), Types.Int, "text");
                case Function.Count: return One(node, t => t.Kind is TypeKind.List or TypeKind.Choices, Types.Int, "a list");
                case Function.Hour: return One(node, t => t.Kind is TypeKind.DateTime or TypeKind.Time, Types.Int, "a date and time");
                case Function.Weekday: return One(node, t => t.Kind is TypeKind.DateTime or TypeKind.Date, Types.Int, "a date");
                case Function.Date: return One(node, t => t.Kind is TypeKind.DateTime or TypeKind.Date, Types.Date, "a date and time");
                case Function.Has: return Has(node);
                case Function.Percent:
                    var (part, whole) = (Needed(arguments[0]), Needed(arguments[1]));
                    if (part is null || whole is null) return null;
                    return part.Kind == whole.Kind && part.Kind is TypeKind.Int or TypeKind.Money
                        ? Types.Int : Error(node, "'percent' takes two whole numbers or two sums of money");
                default: return Error(node, "'in_state' is for machine files");
            }
        }

        private DialogType? One(Node.Call node, Func<DialogType, bool> accepts, DialogType result, string wanted)
        {
            var type = Needed(node.Arguments[0]);
            if (type is null) return null;
            return accepts(type) ? result : Error(node, $"'{Functions.NameOf(node.Function)}' takes {wanted}, not {Types.Shown(type)}");
        }

        private DialogType? If(Node.Call node, DialogType? hint)
        {
            var good = Yes(node.Arguments[0]);
            var then = Knowing(SetWhen(node.Arguments[0], true), () => Check(node.Arguments[1], hint));
            var otherwise = Knowing(SetWhen(node.Arguments[0], false), () => Check(node.Arguments[2], hint));
            if (!good || then is null || otherwise is null) return null;
            return Types.Join(then, otherwise) ?? Error(node, $"'if' gives either {Types.Shown(then)} or {Types.Shown(otherwise)}");
        }

        private DialogType? Extreme(Node.Call node)
        {
            DialogType? joined = null;
            foreach (var type in node.Arguments.Select(a => Needed(a)).ToList())
            {
                if (type is null) return null;
                var both = joined is null ? type : Types.Join(joined, type);
                if (both is null || !both.HasOrder()) return Error(node, $"'{Functions.NameOf(node.Function)}' takes numbers, money or times of one kind");
                joined = both;
            }
            return joined;
        }

        private DialogType? Has(Node.Call node)
        {
            var list = Needed(node.Arguments[0]);
            var item = list switch
            {
                { Kind: TypeKind.Choices } => new DialogType(TypeKind.Choice) { Members = list.Members },
                { Kind: TypeKind.List } => list.Item,
                _ => null,
            };
            if (item is null) return list is null ? null : Error(node, $"'has' takes a list, not {Types.Shown(list)}");
            var sought = Needed(node.Arguments[1], item);
            if (sought is null) return null;
            return Types.Comparable(item, sought) ? Types.Bool : Error(node, $"{Types.Shown(item)} cannot be compared with {Types.Shown(sought)}");
        }

        private DialogType? MayBeUnset(Node node)
        {
            var what = node is Node.Name name ? $"'{name.Path}'" : "this";
            Errors.Add(new($"{what} may be unset here; use '??' or 'is set'", node.Column, TypeErrorKind.MayBeUnset));
            return null;
        }

        private DialogType? Error(Node node, string message)
        {
            Errors.Add(new(message, node.Column));
            return null;
        }
    }
}
