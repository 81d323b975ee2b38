using System.CommandLine;

namespace EngageBot.Commands;

/// <summary>The verbs of the one program. Without a verb it serves; its settings may then be given as <c>--Section:Name value</c>.</summary>
internal static class CommandLine
{
    /// <summary>Whether the arguments ask to serve: none, or only settings.</summary>
    public static bool IsServe(string[] args) =>
        args.Length == 0 || args[0] == "serve" || args[0].StartsWith('-') && args[0] is not ("--help" or "-h" or "-?" or "--version");

    /// <summary>Runs a verb; what it prints is for a person, its exit code for a script.</summary>
    /// <returns>0 done, 1 findings or refused rows, 2 unreadable input or a wrong call.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("EngageBot: a customer-engagement bot for shops. Without a verb it serves: engagebot [--urls http://localhost:5080] [--demo false]")
        {
            DialogCommands.Build(),
            MachineCommands.Build(),
            RecogniseCommand.Build(),
            ImportCommands.Build(),
            LedgerCommands.Build(),
            DatabaseCommands.Build(),
            RuleCommands.Build(),
            BusinessCommands.Business(),
            BusinessCommands.Shop(),
            CoalitionCommands.Build(),
            SegmentCommands.Build(),
            MeasureCommands.Build(),
            ApiKeyCommands.Build(),
            StaffCommands.Build(),
            AuditCommand.Build(),
            PolicyCommands.Build(),
            ContactPlanCommands.Build(),
            CaseCommands.Build(),
            ReferralCommands.Build(),
            RaffleCommands.Build(),
            new Command("whatsapp", "WhatsApp: its numbers and templates.") { NumberCommands.Add(), NumberCommands.List(), TemplateCommands.Build() },
            PlayCommands.Build(),
            SurveyCommands.Build(),
            SimulateCommand.Build(),
            DeedCommands.Event(),
            DeedCommands.Surprise(),
            KeyCommands.Build(),
            SpineCommands.Inbox(),
            SpineCommands.Outbox(),
            HealthCommand.Build(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("engagebot --help lists the verbs.");
            return 2;
        }
        return await parsed.InvokeAsync();
    }
}
