using System.Collections.Immutable;

namespace EngageBot.Dialogs.Values;

/// <summary>The kinds of type the dialog language knows.</summary>
public enum TypeKind
{
    /// <summary>Yes or no.</summary>
    Bool,
    /// <summary>A whole number.</summary>
    Int,
    /// <summary>A number with a fraction; only as a literal.</summary>
    Decimal,
    /// <summary>Minor units and a currency.</summary>
    Money,
    /// <summary>Free text.</summary>
    Text,
    /// <summary>One of a closed set of words.</summary>
    Choice,
    /// <summary>Several of a closed set of words.</summary>
    Choices,
    /// <summary>A calendar day.</summary>
    Date,
    /// <summary>A day of any year, <c>MM-DD</c>: a birthday without its year.</summary>
    DayMonth,
    /// <summary>A time of day.</summary>
    Time,
    /// <summary>An instant.</summary>
    DateTime,
    /// <summary>A length of time.</summary>
    Duration,
    /// <summary>A phone number in E.164.</summary>
    Phone,
    /// <summary>An e-mail address.</summary>
    Email,
    /// <summary>The customer's own contact card; its value is the phone number.</summary>
    Contact,
    /// <summary>A place, <c>latitude,longitude</c>.</summary>
    Location,
    /// <summary>A picture, by its id on the channel.</summary>
    Photo,
    /// <summary>A file, by its id on the channel.</summary>
    File,
    /// <summary>A short code typed or scanned.</summary>
    Code,
    /// <summary>A reference to a row of the host.</summary>
    Ref,
    /// <summary>A list of one item type.</summary>
    List,
    /// <summary>Named, typed fields.</summary>
    Record,
}

/// <summary>A static type: a kind, whether it may be unset (<c>T?</c>), and what belongs to the kind.</summary>
public sealed record DialogType(TypeKind Kind, bool Optional = false)
{
    /// <summary>The members of a <see cref="TypeKind.Choice"/> or <see cref="TypeKind.Choices"/>, in their order.</summary>
    public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>The type of a list's items.</summary>
    public DialogType? Item { get; init; }

    /// <summary>The fields of a record.</summary>
    public ImmutableSortedDictionary<string, DialogType> Fields { get; init; } = ImmutableSortedDictionary<string, DialogType>.Empty;
}
