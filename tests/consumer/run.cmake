# cmake -DBUILD=... -DSOURCE=... -DWORK=... -DAKSIM=... -DCOMPILERS=... -DGENERATOR=...
#       -P run.cmake
# Installs the development files of BUILD into WORK/prefix, then builds the outside project
# against them with each of the compilers, the first of which built aksim; runs its programs,
# and its care model in the program AKSIM.
function(must)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${WORK})
must(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix --component development)
foreach(compiler ${COMPILERS})
  get_filename_component(name ${compiler} NAME)
  set(build ${WORK}/${name})
  must(${CMAKE_COMMAND} -S ${SOURCE} -B ${build} -G ${GENERATOR} -DCMAKE_C_COMPILER=${compiler}
       -DCMAKE_PREFIX_PATH=${WORK}/prefix)
  must(${CMAKE_COMMAND} --build ${build})
  must(${build}/counter)
  must(${build}/reader)
  list(APPEND plugins ${build}/my_team.so)
endforeach()
must(${SOURCE}/plugin.sh ${AKSIM} ${SOURCE}/plugin.cfg ${plugins})
