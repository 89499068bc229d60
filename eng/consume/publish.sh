# Sourced by eng/consume.sh: forms of publishing, each with a woven library that hides the package and a woven program.

long+=(ready_to_run single_file trimmed native_aot)

# Arguments: the properties of the form. Publishes into the folder published.
publish() {
    project Library/Library.csproj '<IsTrimmable>true</IsTrimmable><IsAotCompatible>true</IsAotCompatible>' "$unboxed_reference"
    library_source Library
    project App/App.csproj "<OutputType>Exe</OutputType><RuntimeIdentifier>linux-x64</RuntimeIdentifier>$1" "<ProjectReference Include=\"../Library/Library.csproj\" />$unboxed_reference"
    program_source App marked
    run publish App -c Release -nologo -o published
    must_be_woven Library/bin/Release/net10.0/Library.dll
    must_be_woven App/obj/Release/net10.0/linux-x64/App.dll
    log_lacks 'warning'
    prints 'sum 90' published/App
}

scenario_ready_to_run() {
    publish '<SelfContained>false</SelfContained><PublishReadyToRun>true</PublishReadyToRun>'
    [ "$(stat -c %s published/App.dll)" -gt "$(stat -c %s App/obj/Release/net10.0/linux-x64/App.dll)" ] || fail 'there is no native code in App.dll'
}

scenario_single_file() {
    publish '<SelfContained>true</SelfContained><PublishSingleFile>true</PublishSingleFile>'
    [ ! -e published/App.dll ] || fail 'App.dll is not in the single file'
}

scenario_trimmed() {
    publish '<SelfContained>true</SelfContained><PublishTrimmed>true</PublishTrimmed>'
    [ ! -e published/System.Private.Xml.dll ] || fail 'nothing has been trimmed'
}

scenario_native_aot() {
    publish '<PublishAot>true</PublishAot>'
    [ ! -e published/App.dll ] || fail 'App is no native program'
}
