using System.Text.Json.Serialization;
using EngageBot.Loyalty.Achievements;
using EngageBot.Loyalty.Referrals;

namespace EngageBot.Loyalty.Deeds;

/// <summary>How the rules of deeds are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnum<ReferralPays>), typeof(SnakeCaseEnum<AchievementCount>), typeof(SnakeCaseEnum<AchievementPeriod>)])]
[JsonSerializable(typeof(ReferralRules))]
[JsonSerializable(typeof(AchievementRules))]
internal sealed partial class DeedsJson : JsonSerializerContext;
