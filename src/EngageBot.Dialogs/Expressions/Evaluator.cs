using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Expressions;

/// <summary>Walks an expression. Every path ends in a value, in nothing, or in an error that is returned.</summary>
internal static class Evaluator
{
    internal static Evaluation Evaluate(Node node, IValueScope scope) => node switch
    {
        Node.Literal literal => literal.Value,
        Node.Name name => Read(name, scope),
        Node.Not not => Negate(Evaluate(not.Operand, scope)),
        Node.Binary { Operator: Operator.And or Operator.Or } logic => Logic(logic, scope),
        Node.Binary binary => Binary(binary, scope),
        Node.In membership => In(membership, scope),
        Node.IsSet isSet => IsSet(isSet, scope),
        Node.Default orElse => Evaluate(orElse.Value, scope) is var value && value is { Value: null, Error: null } ? Evaluate(orElse.Otherwise, scope) : value,
        Node.Call call => Call(call, scope),
        Node.Unreadable unreadable => Evaluation.Fail(unreadable.Message),
        _ => Evaluation.Fail("this expression cannot be evaluated"),
    };

    private static Evaluation Read(Node.Name name, IValueScope scope)
    {
        if (scope.TryRead(name.Path, out var value)) return value is null ? Evaluation.Unset : value;
        if (name.Path == "now") return new Value.Instant(scope.Now);
        return name.MayBeWord && scope.ReadsBareWords ? new Value.Text(name.Path) : Evaluation.Fail($"there is no '{name.Path}'");
    }

    private static Evaluation Negate(Evaluation operand) =>
        operand.Error is not null ? operand : operand.Value is Value.Bool yes ? new Value.Bool(!yes.Holds) : NotYesOrNo("not", operand);

    private static Evaluation NotYesOrNo(string where, Evaluation found) =>
        Evaluation.Fail(found.Value is null ? $"'{where}' reads an unset value" : $"'{where}' needs a yes or no");

    private static Evaluation Logic(Node.Binary node, IValueScope scope)
    {
        var sign = node.Operator.Sign();
        var left = Evaluate(node.Left, scope);
        if (left.Error is not null) return left;
        if (left.Value is not Value.Bool first) return NotYesOrNo(sign, left);
        if (first.Holds == (node.Operator == Operator.Or)) return first;
        var right = Evaluate(node.Right, scope);
        if (right.Error is not null || right.Value is Value.Bool) return right;
        return NotYesOrNo(sign, right);
    }

    private static Evaluation Binary(Node.Binary node, IValueScope scope)
    {
        var sign = node.Operator.Sign();
        var first = Needed(node.Left, scope, sign);
        if (first.Value is not { } left) return first;
        var second = Needed(node.Right, scope, sign);
        if (second.Value is not { } right) return second;
        switch (node.Operator)
        {
            case Operator.Equal or Operator.NotEqual:
                return Operations.Same(left, right) is { } same
                    ? new Value.Bool(same == (node.Operator == Operator.Equal)) : Mismatch(sign, left, right);
            case Operator.Add or Operator.Subtract or Operator.Multiply:
                return Operations.Compute(node.Operator, left, right) is { } result ? result : Mismatch(sign, left, right);
            default:
                return Operations.Compare(left, right) is { } order ? new Value.Bool(node.Operator switch
                {
                    Operator.Less => order < 0,
                    Operator.LessOrEqual => order <= 0,
                    Operator.Greater => order > 0,
                    _ => order >= 0,
                }) : Mismatch(sign, left, right);
        }
    }

    /// <summary>Evaluates an operand that must have a value: nothing becomes an error.</summary>
    private static Evaluation Needed(Node node, IValueScope scope, string where)
    {
        var found = Evaluate(node, scope);
        return found is { Value: null, Error: null } ? Evaluation.Fail($"'{where}' reads an unset value") : found;
    }

    private static Evaluation Mismatch(string where, Value left, Value right) =>
        Evaluation.Fail(left is Value.Money a && right is Value.Money b && a.Currency != b.Currency
            ? $"'{where}' mixes {a.Currency} and {b.Currency}"
            : $"'{where}' does not go with {Operations.KindOf(left)} and {Operations.KindOf(right)}");

    private static Evaluation In(Node.In node, IValueScope scope)
    {
        var item = Needed(node.Item, scope, "in");
        if (item.Value is not { } sought) return item;
        var found = false;
        foreach (var member in node.Members)
        {
            var evaluated = Needed(member, scope, "in");
            if (evaluated.Value is not { } candidate) return evaluated;
            if (Operations.Same(sought, candidate) is not { } same) return Mismatch("in", sought, candidate);
            found |= same;
        }
        return new Value.Bool(found != node.Negated);
    }

    private static Evaluation IsSet(Node.IsSet node, IValueScope scope)
    {
        var operand = Evaluate(node.Operand, scope);
        return operand.Error is not null ? operand : new Value.Bool(operand.Value is not null != node.Negated);
    }

    private static Evaluation Call(Node.Call node, IValueScope scope)
    {
        if (node.Function == Function.If)
        {
            var condition = Evaluate(node.Arguments[0], scope);
            if (condition.Error is not null) return condition;
            return condition.Value is Value.Bool yes ? Evaluate(node.Arguments[yes.Holds ? 1 : 2], scope) : NotYesOrNo("if", condition);
        }
        var name = Functions.NameOf(node.Function);
        var arguments = new List<Value>(node.Arguments.Length);
        foreach (var argument in node.Arguments)
        {
            var evaluated = Needed(argument, scope, name);
            if (evaluated.Value is null) return evaluated;
            arguments.Add(evaluated.Value);
        }
        return Functions.Apply(node.Function, arguments, scope) is { } result
            ? result : Evaluation.Fail($"'{name}' does not go with {string.Join(" and ", arguments.Select(Operations.KindOf))}");
    }
}
