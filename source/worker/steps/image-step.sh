#!/bin/sh
# Deletes a name of an image, or unnamed images, as the step of a job. Runs in the job's folder, and says in words what
# manage-image.sh prints for programs. Exit codes: 0 done, 1 failed, 5 the image was changed or used meanwhile.
#   remove ID REFERENCE last|other
#   prune USER ID …
#   old ID REFERENCE …

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh
# shellcheck source=source/worker/jobs/state-folder.sh
. ./state-folder.sh
# shellcheck source=source/worker/steps/windows/windows-guard.sh
. ./windows-guard.sh

# shellcheck source=source/worker/images/sbom-files.sh
. ./sbom-files.sh

# shellcheck source=source/worker/images/manage-image.sh
said=$(. ./manage-image.sh)
code=$?
printf '%s\n' "$said" | while read -r word rest; do
	case $word in
	kept) echo "${rest:+$rest is deleted. }Other names or images need its layers, so they stay." ;;
	gone) case $rest in *:*) echo "$rest is deleted." ;; *) echo "Deleted${rest:+ $(printf %s "$rest" | cut -c -12)}." ;; esac ;;
	stays) echo "Stays: $rest" ;;
	broken) echo 'Not all of them could be deleted. Try again when Podman answers on this worker.' ;;
	freed) echo "About $((rest > 0 ? rest : 0)) KiB became free." ;;
	esac
done
exit "$code"
