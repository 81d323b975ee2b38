using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Tests.Expressions;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Texts;

public sealed class TextRendererTests
{
    private readonly Known _known = new Known()
        .With("name", TypeKind.Text, new Value.Text("*Ana* {x}"))
        .With("nobody", TypeKind.Text, null, optional: true)
        .With("points", TypeKind.Int, new Value.Int(21))
        .With("sum", TypeKind.Decimal, new Value.Decimal(1.5m))
        .With("category", TypeKind.Choice, new Value.Text("delivery"))
        .With("birthday", TypeKind.DayMonth, new Value.Text("03-14"))
        .With("at", TypeKind.DateTime, new Value.Instant(new(2026, 11, 5, 23, 30, 0, TimeSpan.Zero)))
        .With("seen", TypeKind.Int, new Value.Int(2))
        .With("units.items", TypeKind.List, new Value.List([Unit("beans", ("one", "зерно"), ("few", "зерна"), ("many", "зёрен"), ("other", "зерна")), Unit("cash", ("currency", "EUR")), Unit("card", ("mode", "stamps"))]))
        .With("gift.points", TypeKind.Int, new Value.Int(5))
        .With("gift.wallet", TypeKind.Text, new Value.Text("cash"))
        .With("card.stamps", TypeKind.Int, new Value.Int(-3))
        .With("card.wallet", TypeKind.Text, new Value.Text("card"))
        .With("open", TypeKind.Bool, new Value.Bool(true))
        .With("none", TypeKind.List, new Value.List([]))
        .With("batches", TypeKind.List, new Value.List([Batch(1, 3), Batch(40, null), Batch(5, 7)]));

    private static Value.Record Batch(long points, int? day)
    {
        var fields = ImmutableSortedDictionary<string, Value>.Empty.Add("points", new Value.Int(points));
        return new(day is null ? fields : fields.Add("expires", new Value.Date(new(2026, 3, day.Value))));
    }

    private static Value.Record Unit(string wallet, params (string Name, string Text)[] names) => new(
        names.Append(("wallet", wallet)).ToImmutableSortedDictionary(n => n.Item1, Value (n) => new Value.Text(n.Item2), StringComparer.Ordinal));

    private static TextEntry.Plain T(string text) => new TextEntry.Plain(TextTemplateParser.Parse(text, default).Template!);

    private static TextEntry.Lines Lines(params (string? When, TextEntry Entry)[] lines) =>
        new TextEntry.Lines([.. lines.Select(l => new TextLine(l.When is null ? null : Known.Parse(l.When), l.Entry))]);

    private static TextEntry.Plural Plural(string path, params (PluralForm Form, string Text)[] forms) =>
        new TextEntry.Plural(path, forms.ToImmutableSortedDictionary(f => f.Form, TextEntry (f) => T(f.Text)), default);

    private RenderedText Render(TextEntry entry, string language = "en", Catalogue? catalogue = null) =>
        TextRenderer.Render(new(entry, language, default), _known, RenderContext.For(_known.Zone, catalogue ?? Catalogue.Empty("en")));

    private string Plain(TextEntry entry, string language = "en") => Render(entry, language).Text.Plain;

    [Fact]
    public void Values_are_never_read_for_markup()
    {
        var text = Render(T("Hello *{name}*, *you*!")).Text;
        Assert.Equal("Hello *Ana* {x}, you!", text.Plain);
        Assert.Equal([new BoldStretch(6, 9), new BoldStretch(17, 3)], text.Bold);
    }

    [Theory]
    [InlineData("{at}", "6 November 2026, 00:30")]
    [InlineData("{at|date} {at|time}", "6 November 2026 00:30")]
    [InlineData("{birthday|date}", "14 March")]
    [InlineData("{points|signed} {open} {now|time}", "+21 yes 10:00")]
    [InlineData("{points|phone}", "21")]
    public void Filters_and_kinds_decide_how_a_value_is_shown(string template, string shown) => Assert.Equal(shown, Plain(T(template)));

    [Fact]
    public void A_choice_is_shown_by_its_label()
    {
        var option = ImmutableSortedDictionary<string, OptionText>.Empty.Add("delivery", new("Delivery", null, [], default));
        var catalogue = Catalogue.Empty("en") with { Options = ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, OptionText>>.Empty.Add("category", option) };
        Assert.Equal("About: Delivery", Render(T("About: {category}"), "en", catalogue).Text.Plain);
    }

    [Fact]
    public void What_is_unset_is_shown_as_nothing_and_reported()
    {
        var rendered = Render(Lines((null, T("Hi {nobody}!")), (null, new TextEntry.Include("gone", default))));
        Assert.Equal("Hi !", rendered.Text.Plain);
        Assert.Equal(["nobody", "gone"], rendered.Missing);
    }

    [Fact]
    public void A_line_whose_condition_fails_vanishes_and_an_empty_line_stays() => Assert.Equal("one\n\nthree",
        Plain(Lines((null, T("one")), ("points > 100", T("two")), (null, T("")), ("nobody is not set", T("three")), (null, T("")))));

    [Fact]
    public void Bold_stretches_move_with_their_lines()
    {
        var text = Render(Lines((null, T("")), (null, T("one")), (null, T("*two*")))).Text;
        Assert.Equal("one\ntwo", text.Plain);
        Assert.Equal([new BoldStretch(4, 3)], text.Bold);
    }

    [Fact]
    public void Plural_forms_follow_the_language_of_the_text()
    {
        (PluralForm, string)[] russian = [(PluralForm.One, "{n} балл"), (PluralForm.Few, "{n} балла"), (PluralForm.Many, "{n} баллов"), (PluralForm.Other, "{n} балла (дробь)")];
        Assert.Equal("21 балл", Plain(Plural("points", russian), "ru"));
        Assert.Equal("1,5 балла (дробь)", Plain(Plural("sum", russian), "ru"));
        Assert.Equal("3 балла", Plain(Plural("batches", russian), "ru"));
        Assert.Equal("21 pyetje", Plain(Plural("points", (PluralForm.One, "{n} pyetja"), (PluralForm.Other, "{n} pyetje")), "sq"));
        Assert.Equal("21 points", Plain(Plural("points", (PluralForm.One, "{n} point"), (PluralForm.Other, "{n} points"))));
        Assert.Equal(["nobody"], Render(Plural("nobody", (PluralForm.Other, "{n}"))).Missing);
    }

    [Fact]
    public void A_choice_selects_its_text()
    {
        var cases = ImmutableSortedDictionary<string, TextEntry>.Empty.Add("delivery", T("on its way")).Add("true", T("open"));
        Assert.Equal("on its way", Plain(new TextEntry.Select("category", cases, null, default)));
        Assert.Equal("open", Plain(new TextEntry.Select("open", cases, null, default)));
        Assert.Equal("else", Plain(new TextEntry.Select("nobody", cases, T("else"), default)));
        Assert.Equal("one", Plain(Lines((null, T("one")), (null, new TextEntry.Select("name", cases, null, default)))));
    }

    [Fact]
    public void Each_item_makes_a_line_up_to_the_limit_and_the_rest_is_counted()
    {
        var line = Lines((null, Plural("item.points", (PluralForm.One, "{n} point"), (PluralForm.Other, "{n} points"))), ("item.expires is set", T("until {item.expires|date}")));
        Assert.Equal("1 point\nuntil 3 March 2026\n40 points\nand 1 more", Plain(new TextEntry.Each("batches", line, null, 2, T("and {n} more"), default)));
        Assert.Equal("5 points\nuntil 7 March 2026", Plain(new TextEntry.Each("batches", line, null, 2, T("and {n} more"), default) { Skip = "seen" }));
        Assert.Equal("nothing", Plain(new TextEntry.Each("none", line, T("nothing"), null, null, default)));
        Assert.Equal("", Plain(new TextEntry.Each("none", line, null, null, null, default)));
    }

    [Fact]
    public void A_number_of_points_takes_the_units_own_name_of_the_wallet_beside_it_in_the_numbers_form()
    {
        var catalogue = Catalogue.Empty("ru") with
        {
            Texts = ImmutableSortedDictionary<string, CatalogueText>.Empty
                .Add("unit.points", new(Plural("n", (PluralForm.Other, "{n} points")), "en", default)).Add("unit.stamps", new(Plural("n", (PluralForm.Other, "{n} stamps")), "en", default)),
        };
        string In(TextEntry entry) => Render(entry, "ru", catalogue).Text.Plain;

        Assert.Equal("21 зерно", In(T("{points|unit}")));
        Assert.Equal("+21 зерно", In(T("{points|change}")));
        Assert.Equal("21 зерно", In(Plural("points", (PluralForm.One, "{n|unit}"))));
        Assert.Equal("+0,05\u00A0€", In(T("{gift.points|change}")));
        Assert.Equal("0,05\u00A0€", In(Plural("gift.points", (PluralForm.Many, "{n|unit}"))));
        Assert.Equal("\u22123 stamps", In(T("{card.stamps|change}")));
    }

    [Fact]
    public void A_text_may_include_another_in_the_others_language_and_a_circle_ends()
    {
        var catalogue = Catalogue.Empty("en") with
        {
            Texts = ImmutableSortedDictionary<string, CatalogueText>.Empty
                .Add("sum", new(T("{sum}"), "ru", default))
                .Add("circle", new(new TextEntry.Include("circle", default), "en", default)),
        };
        Assert.Equal("1,5\n1.5", Render(Lines((null, new TextEntry.Include("sum", default)), (null, T("{sum}"))), "en", catalogue).Text.Plain);
        Assert.Equal("", Render(new TextEntry.Include("circle", default), "en", catalogue).Text.Plain);
    }

    [Fact]
    public void An_overlay_wins_key_by_key_and_the_shops_language_fills_the_gaps()
    {
        static Catalogue With(string language, params string[] keys) => Catalogue.Empty(language) with
        {
            Texts = keys.ToImmutableSortedDictionary(k => k, k => new CatalogueText(T($"{language} {k}"), language, default)),
            Options = ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, OptionText>>.Empty.Add("slot",
                keys.ToImmutableSortedDictionary(k => k, k => new OptionText($"{language} {k}", null, [], default))),
        };
        var merged = With("informal", "a").Over(With("ru", "a", "b")).Over(With("en", "a", "b", "c"));
        Assert.Equal("informal ru en -", string.Join(' ', "abcd".Select(k => merged.Find($"{k}")?.Language ?? "-")));
        Assert.Equal("informal a, ru b, en c, -", string.Join(", ", "abcd".Select(k => merged.Option("slot", $"{k}")?.Label ?? "-")));
    }
}
