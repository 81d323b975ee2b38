using EngageBot.Businesses.Rules;

namespace EngageBot.Businesses;

/// <summary>The business, its shops and its accounts.</summary>
internal static class BusinessesModule
{
    public static IServiceCollection AddBusinesses(this IServiceCollection services)
    {
        services.AddOptions<BusinessOptions>().BindConfiguration("Business").ValidateDataAnnotations()
            .Validate(o => TimeZoneInfo.TryFindSystemTimeZoneById(o.Zone, out _), "Business:Zone is no IANA zone such as Europe/Tirane.").ValidateOnStart();
        return services.AddSingleton<BusinessDirectory>().AddSingleton<RuleKinds>();
    }
}
