using System.CommandLine;

namespace Unboxed.Cli;

/// <summary>
/// <c>unboxed completion</c>: a script that has a shell complete commands and options. It asks the program itself, by the directive <c>[suggest]</c>, and adds files. Options
/// come where a word begins as they do; <c>/?</c> and <c>/h</c>, which the library has as aliases, would stand in the way of paths.
/// </summary>
static class CompletionCommand
{
    static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # In ~/.bashrc: source <(unboxed completion bash)
            _unboxed() {
                local IFS=$'\n' word=${COMP_WORDS[COMP_CWORD]} found
                found=$(unboxed "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null | grep -v '^/')
                [[ $word == -* ]] || found=$(grep -v '^-' <<<"$found")
                COMPREPLY=($(compgen -W "$found" -- "$word"))
                ((COMP_CWORD == 1)) || COMPREPLY+=($(compgen -f -- "$word"))
            }
            complete -o filenames -F _unboxed unboxed
            """,
        ["zsh"] = """
            # In ~/.zshrc, after compinit: source <(unboxed completion zsh)
            _unboxed() {
                local line="${(j: :)words[1,CURRENT-1]} $PREFIX"
                local -a found
                found=(${(f)"$(unboxed "[suggest:$#line]" "$line" 2>/dev/null)"})
                found=(${found:#/*})
                [[ $PREFIX == -* ]] || found=(${found:#-*})
                (( $#found )) && compadd -a found
                (( CURRENT == 2 )) || _files
            }
            compdef _unboxed unboxed
            """,
        ["fish"] = """
            # In ~/.config/fish/config.fish: unboxed completion fish | source
            function __unboxed_words
                set -l line (commandline -cp)
                set -l found (unboxed "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match -v '/*')
                string match -q -- '-*' (commandline -ct); or set found (string match -v -- '-*' $found)
                string join \n -- $found
            end
            complete -c unboxed -a '(__unboxed_words)'
            complete -c unboxed -f -n 'test (count (commandline -opc)) -eq 1'
            """,
        ["pwsh"] = """
            # In $PROFILE: unboxed completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName unboxed -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                $at = $cursorPosition - $commandAst.Extent.StartOffset
                unboxed "[suggest:$at]" "$commandAst".PadRight($at) |
                    Where-Object { $_ -like "$wordToComplete*" -and $_ -notlike '/*' -and ($wordToComplete -like '-*' -or $_ -notlike '-*') } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
                if ("$commandAst".Substring(0, [Math]::Min($at, "$commandAst".Length)).PadRight($at) -match '^\S+\s+\S+\s') {
                    [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
                }
            }
            """,
    };

    internal static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = $"The shell: {string.Join(", ", Scripts.Keys)}." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Prints a script that has a shell complete commands and options.") { shell };
        command.SetAction(parsed => Guard.Run(parsed, () =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(Scripts[parsed.GetRequiredValue(shell)].ReplaceLineEndings("\n"));
            return ExitCodes.Success;
        }));
        return command;
    }
}
