/* tools/aksim/command.h - the subcommands; each lives in its own file. */
#ifndef AKSIM_COMMAND_H
#define AKSIM_COMMAND_H

/* argv[0] is "aksim <name>"; returns the exit code. */
int command_calibrate(int argc, char **argv);
int command_check(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_export(int argc, char **argv);
int command_merge(int argc, char **argv);
int command_models(int argc, char **argv);
int command_new(int argc, char **argv);
int command_outcomes(int argc, char **argv);
int command_params(int argc, char **argv);
int command_plan(int argc, char **argv);
int command_rerun(int argc, char **argv);
int command_run(int argc, char **argv);
int command_show(int argc, char **argv);
int command_slurm(int argc, char **argv);
int command_verify(int argc, char **argv);

#endif
