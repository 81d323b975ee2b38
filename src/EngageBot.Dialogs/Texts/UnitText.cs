using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Texts;

/// <summary>Numbers of points with the name the shop gave its unit: "40 beans". Which wallet a number is of, the name beside it says.</summary>
internal static class UnitText
{
    /// <summary>The fact that holds the names: one row a wallet, the usual one first.</summary>
    public const string Fact = "units.items";

    /// <summary>The shared texts for a unit without a name of its own, by what the wallet keeps.</summary>
    public const string Points = "unit.points";
    public const string Stamps = "unit.stamps";

    /// <summary>Where a value's wallet is written: <c>wallet</c> beside it.</summary>
    public static string WalletPathOf(string path) =>
        path == "n" ? "n.wallet" : path.LastIndexOf('.') is var dot and > 0 ? path[..dot] + ".wallet" : "wallet";

    /// <summary>The row of a wallet; without one, of the usual wallet.</summary>
    public static Value.Record? RowOf(IValueScope scope, string? wallet)
    {
        if (!scope.TryRead(Fact, out var fact) || fact is not Value.List { Items: var rows }) return null;
        var own = wallet is null ? null : rows.OfType<Value.Record>().FirstOrDefault(row => TextOf(row, "wallet") == wallet);
        return own ?? rows.OfType<Value.Record>().FirstOrDefault();
    }

    /// <summary>The number in the wallet's own unit; <see langword="null"/> where the shared words are to say it.</summary>
    public static string? Named(Value.Record? row, long number, bool signed, Wording wording)
    {
        if (row is null) return null;
        var plus = signed && number > 0 ? "+" : "";
        if (TextOf(row, "currency") is { } currency) return plus + wording.Money(new(number, currency));
        if (TextOf(row, "other") is not { } other) return null;
        var form = PluralRules.Of(TextOf(row, "language") ?? wording.Language, number) switch
        {
            PluralForm.One => TextOf(row, "one"),
            PluralForm.Few => TextOf(row, "few"),
            PluralForm.Many => TextOf(row, "many"),
            _ => other,
        };
        return $"{plus}{wording.Number(number)} {form ?? other}";
    }

    /// <summary>The shared text for the wallet's kind.</summary>
    public static string SharedKey(Value.Record? row) => row is not null && TextOf(row, "mode") == "stamps" ? Stamps : Points;

    private static string? TextOf(Value.Record row, string name) => (row.Fields.GetValueOrDefault(name) as Value.Text)?.Content;
}
