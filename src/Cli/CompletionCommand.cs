using System.CommandLine;

namespace Unboxed.Cli;

/// <summary><c>unboxed completion</c>: a script that has a shell complete commands and options. It asks the program itself, by the directive <c>[suggest]</c>.</summary>
static class CompletionCommand
{
    static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # In ~/.bashrc: source <(unboxed completion bash)
            _unboxed() {
                local IFS=$'\n' word=${COMP_WORDS[COMP_CWORD]}
                COMPREPLY=($(compgen -W "$(unboxed "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word"))
            }
            complete -o default -F _unboxed unboxed
            """,
        ["zsh"] = """
            # In ~/.zshrc, after compinit: source <(unboxed completion zsh)
            _unboxed() {
                local words_found=("${(@f)$(unboxed "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                compadd -a words_found || _files
            }
            compdef _unboxed unboxed
            """,
        ["fish"] = """
            # In ~/.config/fish/config.fish: unboxed completion fish | source
            complete -c unboxed -a '(unboxed "[suggest:"(string length (commandline -cp))"]" (commandline -cp) 2>/dev/null)'
            """,
        ["pwsh"] = """
            # In $PROFILE: unboxed completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName unboxed -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                unboxed "[suggest:$cursorPosition]" "$commandAst" | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
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
