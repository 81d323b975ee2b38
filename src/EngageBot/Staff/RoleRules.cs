using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Staff;

/// <summary>What a business says otherwise of one role.</summary>
/// <param name="More">What it may besides.</param>
/// <param name="Less">What it may not.</param>
internal sealed record RoleChange(ImmutableArray<Permission> More = default, ImmutableArray<Permission> Less = default)
{
    public ImmutableArray<Permission> More { get; init; } = More.IsDefault ? [] : More;
    public ImmutableArray<Permission> Less { get; init; } = Less.IsDefault ? [] : Less;
}

/// <summary>A business's own table of roles: what is not in it holds as docs/staff.md says. The owner may everything, whatever it says.</summary>
internal sealed record RoleRules(RoleChange? Marketer = null, RoleChange? Manager = null, RoleChange? Cashier = null, RoleChange? Viewer = null, RoleChange? Till = null)
{
    /// <summary>The only document of the kind.</summary>
    public const string Key = "staff";

    /// <summary>Corrections a person may make in a day where nobody said otherwise: more than a bad day has, fewer than somebody's private bank.</summary>
    public const int CorrectionsDefault = 50;

    /// <summary>How often one person may give or take points by hand in a day of the business; the owner, too.</summary>
    public int CorrectionsPerDay { get; init; } = CorrectionsDefault;

    public static RuleKind<RoleRules> Kind { get; } = new(
        "roles", "Which role may do what, where that differs from the table everybody has; one document, staff.", () => RoleJson.Default.RoleRules, rules => rules.Errors(),
        (surroundings, _) => surroundings.Key == Key ? [] : [new("", $"There is one table of roles, and its key is {Key}.")]);

    /// <summary>What only the owner does: whoever could give rights would give themselves all of them.</summary>
    public static ImmutableHashSet<Permission> OwnersAlone { get; } = [Permission.ManageStaff, Permission.ManageKeys];

    /// <summary>The rules that hold; <see langword="null"/> if the business has none of its own.</summary>
    public static RoleRules? At(RowSource source, BusinessId business, DateTimeOffset now) => RuleBook.At(source, business, Kind, Key, now)?.Rules;

    public RoleChange? Of(Role role) => role switch
    {
        Role.Marketer => Marketer,
        Role.Manager => Manager,
        Role.Cashier => Cashier,
        Role.Viewer => Viewer,
        Role.Till => Till,
        _ => null,
    };

    private IEnumerable<RuleError> Errors()
    {
        if (CorrectionsPerDay is < 0 or > 10_000) yield return new("corrections_per_day", "is between 0 and 10,000.");
        foreach (var role in Roles.OfKeys)
        {
            if (Of(role) is not { } change) continue;
            for (var i = 0; i < change.More.Length; i++)
                if (OwnersAlone.Contains(change.More[i])) yield return new($"{role.Word()}.more[{i}]", $"stays the owner's: {SnakeCase.Of(change.More[i].ToString())} gives every other right.");
                else if (change.Less.Contains(change.More[i])) yield return new($"{role.Word()}.more[{i}]", "stands under less, too.");
        }
    }
}

/// <summary>Permissions as documents write them: <c>adjust_points</c>.</summary>
internal sealed class PermissionWords() : JsonStringEnumConverter<Permission>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(PermissionWords)])]
[JsonSerializable(typeof(RoleRules))]
internal sealed partial class RoleJson : JsonSerializerContext;
