# Starts the run whose folder `schedule.sh run` made. Follows jobs/detach.sh. In one script: in between, the job would look dead.
# shellcheck shell=sh
claim_job
start_runner
