using EngageBot.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace EngageBot.Pages;

/// <summary>The pages of those who work here.</summary>
internal static class StaffPagesModule
{
    public static void AddStaffPage(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("EngageBot");
        services.AddSingleton<ProtectionKeys>();
        services.AddOptions<KeyManagementOptions>().Configure<ProtectionKeys>((options, keys) => options.XmlRepository = keys);
        services.AddAntiforgery(options =>
        {
            options.FormFieldName = "csrf";
            options.HeaderName = null;
            options.Cookie.Name = "eb_csrf";
            options.Cookie.Path = StaffPages.Root;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddSingleton<StaffPages>().AddSingleton<CasePages>().AddSingleton<ReportPages>().AddSingleton<RotaPages>().AddSingleton<CausePages>().AddSingleton<PracticePages>();
    }

    public static void MapStaffPage(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<StaffPages>().Map(routes);
        routes.ServiceProvider.GetRequiredService<CasePages>().Map(routes);
        routes.ServiceProvider.GetRequiredService<ReportPages>().Map(routes);
        routes.ServiceProvider.GetRequiredService<RotaPages>().Map(routes);
        routes.ServiceProvider.GetRequiredService<CausePages>().Map(routes);
        routes.ServiceProvider.GetRequiredService<PracticePages>().Map(routes);
    }
}
