# Completion of ingot for fish: ingot completion fish | source
# Nothing that Ingot prints or that was typed is evaluated.
function __ingot_complete
    set -l before (commandline -opc)
    set -l current "$(commandline -ct)"
    set -l lines (command ingot complete -- $before[2..-1] $current 2>/dev/null </dev/null)
    if string match -q ':files*' -- $lines[1]
        __fish_complete_path $current
    else
        string replace ' ' \t -- $lines
    end
end
complete -c ingot -f -a '(__ingot_complete)'
