using System.Text.Json.Serialization;
using EngageBot.Loyalty.Achievements;
using EngageBot.Loyalty.Activities;
using EngageBot.Loyalty.Causes;
using EngageBot.Loyalty.Clubs;
using EngageBot.Loyalty.Raffles;
using EngageBot.Loyalty.Referrals;
using EngageBot.Loyalty.Reviews;
using EngageBot.Loyalty.Surprises;
using EngageBot.Loyalty.Thanks;

namespace EngageBot.Loyalty.Deeds;

/// <summary>How the rules of deeds are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnum<ReferralPays>), typeof(SnakeCaseEnum<AchievementCount>), typeof(SnakeCaseEnum<AchievementPeriod>), typeof(SnakeCaseEnum<ShopSegment>), typeof(SnakeCaseEnum<ShopGoods>),
        typeof(SnakeCaseEnum<HandInUnit>), typeof(SnakeCaseEnum<EventForm>), typeof(SnakeCaseEnum<ActivitySpan>)])]
[JsonSerializable(typeof(ReferralRules))]
[JsonSerializable(typeof(AchievementRules))]
[JsonSerializable(typeof(RaffleRules))]
[JsonSerializable(typeof(CauseRules))]
[JsonSerializable(typeof(HandInRules))]
[JsonSerializable(typeof(ShopProfile))]
[JsonSerializable(typeof(ClubRules))]
[JsonSerializable(typeof(EventRules))]
[JsonSerializable(typeof(SurpriseRules))]
[JsonSerializable(typeof(ReviewRules))]
[JsonSerializable(typeof(ActivityRules))]
[JsonSerializable(typeof(ThanksRules))]
internal sealed partial class DeedsJson : JsonSerializerContext;
