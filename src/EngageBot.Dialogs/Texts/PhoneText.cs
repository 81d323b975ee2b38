namespace EngageBot.Dialogs.Texts;

/// <summary>Phone numbers in the groups people read them in.</summary>
public static class PhoneText
{
    /// <summary>An E.164 number in groups; anything else as it is.</summary>
    public static string Write(string phone)
    {
        if (phone.Length is < 8 or > 16 || phone[0] != '+' || phone.AsSpan(1).ContainsAnyExceptInRange('0', '9')) return phone;
        return phone switch
        {
            ['+', '7', ..] when phone.Length == 12 => $"+7 {phone[2..5]} {phone[5..8]}-{phone[8..10]}-{phone[10..]}",
            ['+', '3', '5', '5', ..] when phone.Length == 13 => $"+355 {phone[4..6]} {phone[6..9]} {phone[9..]}",
            ['+', '3', '8', '3', ..] when phone.Length == 12 => $"+383 {phone[4..6]} {phone[6..9]} {phone[9..]}",
            ['+', '1', ..] when phone.Length == 12 => $"+1 {phone[2..5]} {phone[5..8]} {phone[8..]}",
            ['+', '4', '4', ..] when phone.Length == 13 => $"+44 {phone[3..7]} {phone[7..]}",
            _ => Threes(phone),
        };
    }

    private static string Threes(string phone)
    {
        var code = 1 + CodeLength(phone.AsSpan(1));
        var digits = phone[code..];
        for (var at = 3; at < digits.Length - 1; at += 4) digits = digits.Insert(at, " ");
        return $"{phone[..code]} {digits}";
    }

    // ITU-T E.164, list of assigned country codes (2016-12): zones 1 and 7 have one digit, these have two, all others three.
    private static int CodeLength(ReadOnlySpan<char> digits) => digits switch
    {
        ['1' or '7', ..] => 1,
        ['2', '0' or '7', ..] or ['3', '0' or '1' or '2' or '3' or '4' or '6' or '9', ..] => 2,
        ['4', not '2', ..] or ['5', >= '1' and <= '8', ..] or ['6', <= '6', ..] => 2,
        ['8', '1' or '2' or '4' or '6', ..] or ['9', <= '5' or '8', ..] => 2,
        _ => 3,
    };
}
