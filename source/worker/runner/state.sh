# The job runner: runs one job on the worker. source/jobs/runner-files.ts joins the files of this folder into one job-runner.sh,
# job-process.sh first and main.sh last; a power cut leaves it whole or not there.
#
#   job-runner.sh run              runs the plan
#   job-runner.sh recover          rolls back what a dead runner did, or retries an undo that failed. Does nothing for a job that
#                                  is alive or needs no cleanup. Exit codes: 21 the job belongs to another machine, 22 another
#                                  job works there, 23 its folder contains a link, 24 its plan is lost: leftovers.sh cleans up
#   job-runner.sh recover here     also recovers a job of another machine, which is gone
#   job-runner.sh recover cleared  after the clean-up by leftovers.sh
#
# Its working directory is the job's folder:
#   plan.sh        the steps (generated): title, done_text, busy_text, locks, slots, keep_days, keep_count, step_count, and for
#                  each step id_N, work_N, undo_N, undo_has_N and settles_N, the step whose undo it supersedes
#   events.ndjson  one JSON object a line, append-only; seq is the line number
#   started        numbers of the steps begun; settled: those whose undo is superseded
#   left           numbers of the steps whose undo failed
#   waiting        exists while the job waits for a slot
#   notes          sentences that steps add to a successful outcome
#   pid            the process that works on the job, see job-process.sh
#   recovering     the process that recovers it, as a symbolic link
#   status.json    the outcome; written once, atomically
#   hidden         values that no log may show, one a line; removed once it is read
#   auth.json      a login for a registry; a link to a file in memory where that is possible, see start-job.sh
#   ballast        disk space reserved for the last events
# Beside the jobs: locks; queue, one folder a machine; unfinished, a file for each job whose end is unknown: its pid and its locks.
#
# Values are returned in variables, because $(…) would fork for every line of a log. A function that does so says "Sets"; only
# its caller reads them, right after the call. Everything that lives longer is declared here.
# shellcheck shell=sh disable=SC2034,SC2154 # read in the other files
set -u
umask 077
LC_ALL=C
export LC_ALL

max_line=4096     # bytes of one log line
max_log=67108864  # bytes of all log lines of a job's steps; an endless command would fill the disk
grace_seconds=3   # between SIGTERM and SIGKILL
late_seconds=5    # until a process that does not end is reported

locks_folder=../../locks
unfinished=../../unfinished
queue=../../queue/$this_machine

job=${PWD##*/}
seq=0           # number of the last event
step_id=''      # step that events are logged under; empty between steps
begun=''        # numbers of the steps to roll back, last first
held=''         # locks and slots of this job
ticket=''       # its number in the queue
outcome=''      # of a job under recovery; empty when it died without one
hidden=''       # values that no log may show, one a line
was_cut=''      # set when an incomplete event was removed
left=''         # sentence about what could not be rolled back
left_numbers='' # numbers of those steps
logged=0        # bytes logged
is_cut=''       # set once the log is truncated

# Set by signals:
cancelled=''    # set when the job was asked to end
cancel_text=''  # what its log says about that; empty until logged
interrupted=''  # set when a signal interrupted a read
late=''         # set when a process that does not end is to be reported
running=''      # work or undo while a step is running
stopper=''      # process that stops the step
