# What `cmake --install` puts where.  The component `development` is what outside
# programs and plug-ins need: headers, libraries and find_package(aksim).
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/aksim)

install(TARGETS plugin des experiment EXPORT aksimTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/aksim COMPONENT development)
install(EXPORT aksimTargets NAMESPACE aksim:: DESTINATION ${package} COMPONENT development)
install(DIRECTORY include/des include/homecare DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT development FILES_MATCHING PATTERN "*.h")

configure_package_config_file(engine/cmake/aksimConfig.cmake.in aksimConfig.cmake
                              INSTALL_DESTINATION ${package})
write_basic_package_version_file(aksimConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/aksimConfig.cmake ${PROJECT_BINARY_DIR}/aksimConfigVersion.cmake
        DESTINATION ${package} COMPONENT development)

install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/aksim)
install(FILES LICENSE CHANGELOG.md CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR})
