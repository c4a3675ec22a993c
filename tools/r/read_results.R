# Reads a results file with rhdf5: the paired differences, with names for codes.
#
# usage: Rscript read_results.R results.h5        (Debian: r-bioc-rhdf5)
library(rhdf5)

# A table with its categories as factors.
read_table <- function(file, table) {
  columns <- h5read(file, table)
  for (name in names(columns)) {
    labels <- h5readAttributes(file, paste0(table, "/", name))$labels
    if (!is.null(labels)) {
      levels <- h5read(file, labels)
      columns[[name]] <- factor(columns[[name]], seq_along(levels) - 1, levels)
    }
  }
  as.data.frame(lapply(columns, function(column) if (is.factor(column)) column else c(column)))
}

file <- commandArgs(trailingOnly = TRUE)[1]
paired <- read_table(file, "outcomes/paired")
first <- paired$outcome == paired$outcome[1] & paired$stratum == "all"
shown <- c("setting", "point", "arm", "outcome", "interval", "mean", "low", "high")
print(paired[first, shown], width = 200)
