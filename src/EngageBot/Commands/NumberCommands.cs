using System.CommandLine;
using System.Text.RegularExpressions;
using EngageBot.Channels.WhatsApp;

namespace EngageBot.Commands;

/// <summary><c>engagebot whatsapp add|list</c>: further numbers of the WhatsApp app, beside the one of the settings.</summary>
internal static partial class NumberCommands
{
    public static Command Add()
    {
        var business = BusinessCommands.Option();
        var name = new Option<string>("--name") { Description = "What it is called here, such as north.", Required = true };
        var phone = new Option<string>("--phone-number-id") { Description = "Meta's id of the number.", Required = true };
        var account = new Option<string>("--business-account-id") { Description = "Meta's id of the WhatsApp Business account.", Required = true };
        return Verb.Of("add", "Adds a number, or gives a known one another token. The token is read from the input, not from the command line.", [business, name, phone, account], async verb =>
        {
            if (await BusinessCommands.FindAsync(verb, business) is not { } page) return 2;
            var (called, id, waba) = (verb.Required(name).Trim(), verb.Required(phone).Trim(), verb.Required(account).Trim());
            if (!NameForm().IsMatch(called) || called == "main") return await Verb.FailAsync("--name is 1 to 40 of a-z, 0-9, _ and -; main is the number of the settings.");
            if (!WhatsAppSettings.IdForm().IsMatch(id)) return await Verb.FailAsync("--phone-number-id is a number of 5 to 25 digits: WhatsApp > API setup shows it under the number.");
            if (!WhatsAppSettings.IdForm().IsMatch(waba)) return await Verb.FailAsync("--business-account-id is a number of 5 to 25 digits: WhatsApp > API setup shows it.");
            if (!Console.IsInputRedirected) await Console.Error.WriteAsync("Access token: ");
            var token = (await Console.In.ReadLineAsync(verb.Cancellation))?.Trim() ?? "";
            if (!WhatsAppSettings.TokenForm().IsMatch(token)) return await Verb.FailAsync("The token is a system user's: letters and digits in one word.");
            var kept = verb.Part<NumberRows>().Seal(token);
            if (!await verb.WriteAsync(scope => NumberRows.Keep(scope, page.Business.Id, called, id, waba, kept)))
                return await Verb.FailAsync("Another account has that name or that number already: engagebot whatsapp list shows them.", 1);
            Console.WriteLine($"{called}  {id}. A bot that serves now knows of it after a restart.");
            return 0;
        });
    }

    public static Command List() => Verb.Of("list", "The further numbers.", [], async verb =>
    {
        foreach (var number in await verb.Part<NumberRows>().ReadAsync(verb.Cancellation))
            Console.WriteLine($"{number.Account.Name}  {number.PhoneNumberId}  {number.BusinessAccountId}  {verb.Directory.Of(number.Account.BusinessId).Business.Name}");
        return 0;
    });

    [GeneratedRegex("^[a-z0-9_-]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
