using System.Collections.Immutable;

namespace EngageBot.Dialogs.Expressions;

/// <summary>Reads expressions by the grammar of the dialog language; at most <see cref="MostNodes"/> nodes.</summary>
public static class ExpressionParser
{
    /// <summary>The largest expression that is accepted, in operators, names, literals and calls.</summary>
    public const int MostNodes = 64;

    /// <summary>The longest text that is accepted, in UTF-16 units.</summary>
    public const int MostLetters = 4_000;

    /// <summary>Parses a text. Never throws.</summary>
    public static ParseResult Parse(string text, SourcePosition at)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MostLetters) return new(null, $"an expression has at most {MostLetters} letters", 1);
        var parse = new Parsing(text);
        var root = parse.Whole();
        return root is null ? new(null, parse.Error, parse.ErrorColumn) : new(new(text, at, root), null, 0);
    }

    /// <summary>One pass over one text, by recursive descent; a production that fails returns null and leaves the first error.</summary>
    private sealed class Parsing
    {
        private static readonly ImmutableHashSet<string> Reserved = ["and", "or", "not", "in", "is"];
        private readonly Tokenizer _tokens;
        private Token _token;
        private int _nodes;
        private int _depth;

        internal Parsing(string text)
        {
            _tokens = new(text);
            _token = _tokens.Next();
        }

        internal string? Error { get; private set; }

        internal int ErrorColumn { get; private set; }

        internal Node? Whole()
        {
            if (_token.Kind == TokenKind.End) return Fail("an expression is missing");
            var root = Or();
            return root is null || _token.Kind == TokenKind.End ? root : Fail($"{_token.Shown} does not belong here");
        }

        private Node? Or()
        {
            var left = And();
            while (left is not null && (_token.Is("or") || _token.Is("||"))) left = Binary(Operator.Or, left, And);
            return left;
        }

        private Node? And()
        {
            var left = Not();
            while (left is not null && (_token.Is("and") || _token.Is("&&"))) left = Binary(Operator.And, left, Not);
            return left;
        }

        private Node? Not()
        {
            if (!_token.Is("not") && !_token.Is("!")) return Comparison();
            var column = Take().Column;
            var operand = Deeper(Not);
            return operand is null ? null : Made(new Node.Not(operand, column));
        }

        private Node? Comparison()
        {
            var left = Sum();
            if (left is null) return null;
            if (Comparer(_token) is { } op) return Binary(op, left, Sum);
            if (_token.Is("is")) return IsSet(left);
            if (_token.Is("in")) return In(left, negated: false);
            if (!_token.Is("not")) return left;
            Take();
            return _token.Is("in") ? In(left, negated: true) : Fail("after 'not' comes 'in [...]' here");
        }

        private static Operator? Comparer(Token token) => token.Kind != TokenKind.Symbol ? null : token.Text switch
        {
            "==" => Operator.Equal,
            "!=" => Operator.NotEqual,
            "<" => Operator.Less,
            "<=" => Operator.LessOrEqual,
            ">" => Operator.Greater,
            ">=" => Operator.GreaterOrEqual,
            _ => null,
        };

        private Node.IsSet? IsSet(Node operand)
        {
            var column = Take().Column;
            var negated = _token.Is("not");
            if (negated) Take();
            if (!_token.Is("set"))
            {
                Fail("after 'is' comes 'set' or 'not set'");
                return null;
            }
            Take();
            return Made(new Node.IsSet(operand, negated, column));
        }

        private Node? In(Node item, bool negated)
        {
            var column = Take().Column;
            if (!_token.Is("[")) return Fail("after 'in' comes a list in [ ]");
            var members = Arguments("]", Sum);
            return members is null ? null : Made(new Node.In(item, [.. members], negated, column));
        }

        private Node? Sum()
        {
            var left = Product();
            while (left is not null && (_token.Is("+") || _token.Is("-")))
                left = Binary(_token.Text == "+" ? Operator.Add : Operator.Subtract, left, Product);
            return left;
        }

        private Node? Product()
        {
            var left = Defaulted();
            while (left is not null && _token.Is("*")) left = Binary(Operator.Multiply, left, Defaulted);
            return left;
        }

        private Node? Defaulted()
        {
            var value = Atom();
            if (value is null || !_token.Is("??")) return value;
            var column = Take().Column;
            var otherwise = Deeper(Defaulted);
            return otherwise is null ? null : Made(new Node.Default(value, otherwise, column));
        }

        private Node? Atom()
        {
            var token = _token;
            if (token.Kind == TokenKind.Literal)
            {
                Take();
                return Made(new Node.Literal(token.Value!, token.Column));
            }
            if (token.Is("("))
            {
                Take();
                var inner = Deeper(Or);
                if (inner is null) return null;
                if (!_token.Is(")")) return Fail($"')' is missing before {_token.Shown}");
                Take();
                return inner;
            }
            if (token.Kind == TokenKind.Word && !Reserved.Contains(token.Text)) return NameOrCall();
            if (token.Is("-")) return Fail("there are no negative numbers; write 0 - n");
            return Fail(token.Kind == TokenKind.End ? "something is missing at the end" : $"{token.Shown} does not belong here");
        }

        private Node? NameOrCall()
        {
            var first = Take();
            if (_token.Is("(")) return Call(first);
            var path = first.Text;
            while (_token.Is("."))
            {
                Take();
                if (_token.Kind is not TokenKind.Word) return Fail("after '.' comes a name");
                path += "." + Take().Text;
            }
            return Made(new Node.Name(path, first.Column));
        }

        private Node? Call(Token name)
        {
            if (!OperatorNames.Functions.TryGetValue(name.Text, out var found))
                return Fail($"there is no function '{name.Text}'; there are if, min, max, length, hour, weekday, date, percent, has, count", name.Column);
            var arguments = Arguments(")", Or);
            if (arguments is null) return null;
            if (arguments.Count < found.Least || arguments.Count > found.Most)
                return Fail($"'{name.Text}' takes {found.Least} argument{(found.Least == 1 ? "" : "s")}, not {arguments.Count}", name.Column);
            return Made(new Node.Call(found.Function, [.. arguments], name.Column));
        }

        private List<Node>? Arguments(string end, Func<Node?> one)
        {
            var arguments = new List<Node>();
            do
            {
                Take();
                if (Deeper(one) is not { } argument) return null;
                arguments.Add(argument);
            }
            while (_token.Is(","));
            if (_token.Is(end))
            {
                Take();
                return arguments;
            }
            Fail($"'{end}' is missing before {_token.Shown}");
            return null;
        }

        private Node.Binary? Binary(Operator op, Node left, Func<Node?> operand)
        {
            var column = Take().Column;
            return operand() is { } right ? Made(new Node.Binary(op, left, right, column)) : null;
        }

        // Parentheses and "not" make no stack of nodes but one of calls: both are bounded.
        private Node? Deeper(Func<Node?> production)
        {
            if (_depth == MostNodes) return Fail("the expression is nested too deeply");
            _depth++;
            var node = production();
            _depth--;
            return node;
        }

        private TNode? Made<TNode>(TNode node) where TNode : Node
        {
            if (++_nodes <= MostNodes) return node;
            Fail($"the expression has more than {MostNodes} parts", node.Column);
            return null;
        }

        private Token Take()
        {
            var taken = _token;
            _token = _tokens.Next();
            return taken;
        }

        private Node? Fail(string error, int? column = null)
        {
            if (Error is not null) return null;
            (Error, ErrorColumn) = _token.Kind == TokenKind.Bad && column is null ? (_token.Text, _token.Column) : (error, column ?? _token.Column);
            return null;
        }
    }
}
