using System.Globalization;
using System.Runtime.CompilerServices;
using EngageBot.Dialogs.Engine.Answers;
using EngageBot.Dialogs.Recognition;

namespace EngageBot.Dialogs.Tests.Recognition;

/// <summary>The recogniser against what people write: hand-written lists that its own data does not contain.</summary>
[Trait("Row", "S267")]
public sealed class WhatPeopleSayTests
{
    private static readonly DialogSet _set = DialogSet.Load(Path.Combine(Root, "dialogs")).Set!;

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private static string Root => Path.GetFullPath(Path.Combine(Here(), "../../.."));

    public static TheoryData<string> Languages => ["en", "ru", "sq"];

    [Theory, MemberData(nameof(Languages))]
    public void Nineteen_of_twenty_phrases_are_understood(string language)
    {
        var lines = Lines(language);
        var wrong = lines.Where(line => Read(line.Words, language) != line.Intent).Select(line => $"{line.Intent} <> {Read(line.Words, language)}: {line.Words}").ToArray();
        Assert.True(wrong.Length * 20 <= lines.Count, $"{lines.Count - wrong.Length} of {lines.Count}\n{string.Join('\n', wrong)}");
    }

    [Theory, MemberData(nameof(Languages))]
    public void Nobody_who_asks_for_a_person_or_says_stop_goes_unheard(string language) =>
        Assert.DoesNotContain(Lines(language), line => line.Intent is Intent.Human or Intent.Stop && Read(line.Words, language) != line.Intent);

    [Theory, MemberData(nameof(Languages))]
    public void The_list_is_long_and_the_data_does_not_contain_it(string language)
    {
        var known = _set.Recogniser.Phrases(language).Select(phrase => phrase.Trim('^', '$', ' ')).Where(phrase => !phrase.Any("*|<.?_+".Contains)).ToHashSet();
        Assert.True(Lines(language).Count >= 150);
        Assert.DoesNotContain(Lines(language), line => known.Contains(Folding.Fold(line.Words)));
    }

    [Theory, MemberData(nameof(Languages))]
    public void The_score_beside_the_list_is_the_true_one(string language)
    {
        var lines = Lines(language);
        var right = lines.Count(line => Read(line.Words, language) == line.Intent);
        var score = string.Create(CultureInfo.InvariantCulture, $"| {language} | {lines.Count} | {right} | {100.0 * right / lines.Count:0.0} % |");
        Assert.Contains(score, File.ReadAllText(Path.Combine(Here(), "README.md")), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Languages))]
    public void What_is_heard_does_not_depend_on_the_language_the_chat_is_set_to(string language)
    {
        foreach (var other in Languages)
            Assert.Empty(Lines(language).Where(line => line.Intent is Intent.Human or Intent.Stop && Read(line.Words, other.Data) is not (Intent.Human or Intent.Stop)).Select(line => $"{other.Data}: {line.Words}"));
    }

    private static Intent Read(string words, string language) => _set.Recogniser.Read(words, language).Intent;

    private static List<(Intent Intent, string Words)> Lines(string language) =>
    [
        .. File.ReadLines(Path.Combine(Here(), $"phrases.{language}.tsv")).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))
            .Select(parts => (Enum.Parse<Intent>(parts[0], ignoreCase: true), parts[1])),
    ];
}
