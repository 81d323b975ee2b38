using System.Collections.Immutable;

namespace EngageBot.Dialogs.Recognition;

/// <summary>Understands the few wishes that must be heard in anybody's own words. Pure: the same words, the same meaning; nothing is kept.</summary>
public sealed class Recogniser
{
    /// <summary>Understands nothing: a folder without recognition.</summary>
    public static Recogniser Nothing { get; } = new([]);

    private readonly ImmutableArray<IntentBook> _books;

    internal Recogniser(ImmutableArray<IntentBook> books) => _books = books;

    /// <summary>The languages it knows.</summary>
    public IEnumerable<string> Languages => _books.Select(book => book.Language);

    /// <summary>The phrases of a language as they are written.</summary>
    internal IEnumerable<string> Phrases(string language) => _books.Where(book => book.Language == language)
        .SelectMany(book => book.Phrases).Select(phrase => phrase.Source);

    /// <summary>The names of what can be meant.</summary>
    public static IEnumerable<string> Names { get; } = [.. Enum.GetValues<Intent>().Where(intent => intent is not Intent.Other).Select(NameOf)];

    /// <summary>The intent of that name; nothing for a name nobody gave.</summary>
    public static Intent? Named(string name) => Names.Contains(name) ? Enum.Parse<Intent>(name, ignoreCase: true) : null;

    /// <summary>An intent's name in data and on the command line.</summary>
    public static string NameOf(Intent intent) => intent.ToString().ToLowerInvariant();

    /// <summary>What words mean.</summary>
    /// <param name="language">The customer's; in the others only a person and a stop are listened for: people mix them.</param>
    public Reading Read(string words, string? language)
    {
        var said = Utterance.Read(words);
        // Letters tell more than settings: what is written in Cyrillic is read as such.
        var own = _books.FirstOrDefault(book => book.IsCyrillic && LatinTyping.IsCyrillic(words)) ?? _books.FirstOrDefault(book => book.Language == language) ?? _books.FirstOrDefault();
        if (own is null) return new(Intent.Other, false, said.Words, null);
        var prepared = Prepare(own, said, words);
        var sure = Find(own, prepared, said, sure: true);
        // A person and a stop are heard in any language, before anything else that the words might mean.
        if (sure is not { Intent: Intent.Human or Intent.Stop })
            foreach (var other in _books)
                if (other != own && Find(other, Prepare(other, said, words), said, sure: true) is { Intent: Intent.Human or Intent.Stop } heard) return heard;
        return sure ?? Find(own, prepared, said, sure: false) ?? new(Intent.Other, false, said.Words, null);
    }

    /// <summary>The message as it stands, then what it may be where another keyboard or other letters were used.</summary>
    private static PreparedWords[] Prepare(IntentBook book, Utterance said, string words) =>
        book.IsCyrillic ? [book.Prepare(said), .. LatinTyping.Readings(words).Select(typed => book.Prepare(Utterance.Read(typed)))] : [book.Prepare(said)];

    private static Reading? Find(IntentBook book, PreparedWords[] readings, Utterance said, bool sure)
    {
        foreach (var reading in readings)
            if (book.Read(reading, sure) is var (intent, phrase)) return new(intent, sure, said.Words, phrase);
        return null;
    }
}
