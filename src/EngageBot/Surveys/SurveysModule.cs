using EngageBot.Businesses.Rules;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Plays;

namespace EngageBot.Surveys;

/// <summary>What customers are asked, and what they say.</summary>
internal static class SurveysModule
{
    /// <summary>Needs <c>AddConversations</c>, <c>AddComplaints</c> and <c>AddPlays</c>.</summary>
    public static void AddSurveys(this IServiceCollection services)
    {
        services.AddRuleKind(SurveyRules.Kind);
        services.AddSingleton<LowScores>().AddSingleton<SurveyDesk>().AddSingleton<SurveysApi>().AddSingleton<FeedbackApi>().AddSingleton<ChangeClock>().AddSingleton<SilentDesk>().AddSingleton<CausesApi>();
        services.AddHostedService(provider => provider.GetRequiredService<ChangeClock>());
        services.AddSingleton<AskingGuard>(provider => (scope, play, contact, now) => provider.GetRequiredService<SurveyDesk>().Guard(scope, play, contact, now));
        // Asked for late: plays stand behind the dialogs, and those behind the cases.
        services.AddSingleton<CaseEnded>(provider => (scope, of, now) =>
        {
            var plays = provider.GetRequiredService<PlayEvents>();
            plays.Happened(scope, of.ContactId, CaseEndedEvent.Name, FormattableString.Invariant($"case:{of.Id}:{of.Reopens}"), CaseEndedEvent.Data(scope, of));
            SurveyAgain.Ended(scope, plays, of);
        });
        services.AddDialogAction<BeginSurvey>();
        services.AddDialogAction<AnswerSurvey>();
        services.AddDialogAction<SkipSurveyQuestion>();
        services.AddDialogAction<LeaveSurvey>();
    }

    public static void MapSurveys(this IEndpointRouteBuilder routes)
    {
        SurveysApi.Map(routes);
        FeedbackApi.Map(routes);
        CausesApi.Map(routes);
    }
}
