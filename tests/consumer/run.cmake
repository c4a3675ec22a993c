# cmake -DBUILD=... -DSOURCE=... -DWORK=... -DAKSIM=... -DCOMPILERS=... -DGENERATOR=...
#       -DEXAMPLES=... -P run.cmake
# Installs the development files of BUILD into WORK/prefix, then builds the outside project
# and the examples of the kernel guide (EXAMPLES) against them with each of the compilers, the
# first of which built aksim; runs its programs, and its care model in the program AKSIM.  Does
# the same with a care model that tools/new-care-model begins.
function(must)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

macro(build_outside source build)
  must(${CMAKE_COMMAND} -S ${source} -B ${build} -G ${GENERATOR} -DCMAKE_C_COMPILER=${compiler}
       -DCMAKE_PREFIX_PATH=${WORK}/prefix)
  must(${CMAKE_COMMAND} --build ${build})
endmacro()

file(REMOVE_RECURSE ${WORK})
must(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix --component development)
foreach(compiler ${COMPILERS})
  get_filename_component(name ${compiler} NAME)
  set(build ${WORK}/${name})
  build_outside(${SOURCE} ${build})
  build_outside(${EXAMPLES} ${build}/examples)
  must(${build}/counter)
  must(${build}/reader)
  must(${SOURCE}/../../tools/new-care-model begun_here -o ${build}/begun)
  must(${CMAKE_COMMAND} -E env AKSIM=${AKSIM} CC=${compiler} CMAKE_PREFIX_PATH=${WORK}/prefix
       CMAKE_GENERATOR=${GENERATOR} ${build}/begun/test.sh)
  list(GET COMPILERS 0 first)
  get_filename_component(first ${first} NAME)
  must(${CMAKE_COMMAND} -E compare_files ${WORK}/${first}/begun/build/totals.csv
       ${build}/begun/build/totals.csv)
  list(APPEND plugins ${build}/my_team.so)
  must(${AKSIM} models --conform --plugin ${build}/night_line.so)
  list(APPEND examples ${build}/examples)
endforeach()
must(${SOURCE}/examples.sh ${examples})
must(${SOURCE}/plugin.sh ${AKSIM} ${SOURCE}/plugin.cfg ${plugins})
