# aksim_target(name): the flags that every target of the project is built with.
# -ffp-contract=off: the same bits from gcc and clang.
function(aksim_target name)
  target_compile_options(${name} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
    -Wvla -Wformat=2 -Wundef -fno-common -ffp-contract=off -fno-math-errno -fno-trapping-math
    $<$<BOOL:${AKSIM_WERROR}>:-Werror>)
  if(AKSIM_SANITIZE)
    target_compile_options(${name} PRIVATE -fsanitize=${AKSIM_SANITIZE} -fno-omit-frame-pointer
                                           -fno-sanitize-recover=all)
    target_link_options(${name} PUBLIC -fsanitize=${AKSIM_SANITIZE})
  endif()
  if(AKSIM_COVERAGE)
    target_compile_options(${name} PRIVATE --coverage)
    target_link_options(${name} PUBLIC --coverage)
  endif()
endfunction()
