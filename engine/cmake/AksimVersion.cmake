# aksim_version.h: version and git revision, refreshed at every build.
set(AKSIM_GENERATED ${PROJECT_BINARY_DIR}/generated)
add_custom_target(aksim_version
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DVERSION=${PROJECT_VERSION}
          -DOUTPUT=${AKSIM_GENERATED}/aksim_version.h
          -P ${PROJECT_SOURCE_DIR}/engine/cmake/WriteVersion.cmake
  BYPRODUCTS ${AKSIM_GENERATED}/aksim_version.h
  VERBATIM)
