# Facts this room carries inside the binary.
gw_embed(compute data/accelerators.csv data/models.csv data/kernel_efficiency.csv)

# OpenBLAS, and on GPUs cuBLAS, NVML and NCCL, are opened at run time.
target_link_libraries(gridwright_compute PRIVATE ${CMAKE_DL_LIBS})

# GPU kernels for `calibrate --device cuda`: one object made by nvcc where there is one, with the static runtime, so that the program starts on machines
# without a driver. cuBLAS, NVML and NCCL are opened at run time. -DGRIDWRIGHT_CUDA=OFF leaves it out.
option(GRIDWRIGHT_CUDA "time GPU kernels with calibrate --device cuda, where nvcc is found" ON)
if(GRIDWRIGHT_CUDA)
  find_program(GRIDWRIGHT_NVCC nvcc HINTS ENV CUDA_HOME ENV CUDA_PATH /usr/local/cuda PATH_SUFFIXES bin)
  find_library(GRIDWRIGHT_CUDART cudart_static HINTS ENV CUDA_HOME ENV CUDA_PATH /usr/local/cuda PATH_SUFFIXES lib64 lib)
  find_path(GRIDWRIGHT_CUBLAS_HEADERS cublas_v2.h HINTS ENV CUDA_HOME ENV CUDA_PATH /usr/local/cuda PATH_SUFFIXES include)
endif()
if(GRIDWRIGHT_CUDA AND GRIDWRIGHT_NVCC AND GRIDWRIGHT_CUDART AND GRIDWRIGHT_CUBLAS_HEADERS)
  message(STATUS "CUDA calibration: built with ${GRIDWRIGHT_NVCC}")
  set(gw_cuda_source ${PROJECT_SOURCE_DIR}/engine/compute/cuda/gpu_kernels.cu)
  set(gw_cuda_object ${CMAKE_CURRENT_BINARY_DIR}/gpu_kernels.o)
  add_custom_command(OUTPUT ${gw_cuda_object}
    COMMAND ${GRIDWRIGHT_NVCC} -std=c++17 -O2 -gencode arch=compute_80,code=compute_80 -Xcompiler -fPIC -ccbin ${CMAKE_CXX_COMPILER}
            -I${PROJECT_SOURCE_DIR}/engine/compute/src -isystem ${GRIDWRIGHT_CUBLAS_HEADERS} -c ${gw_cuda_source} -o ${gw_cuda_object}
    DEPENDS ${gw_cuda_source} ${PROJECT_SOURCE_DIR}/engine/compute/src/gpu_kernels.hpp
    COMMENT "Building GPU kernels with nvcc" VERBATIM)
  find_package(Threads REQUIRED)
  target_sources(gridwright_compute PRIVATE ${gw_cuda_object})
  target_compile_definitions(gridwright_compute PRIVATE GRIDWRIGHT_HAS_CUDA)
  target_link_libraries(gridwright_compute PRIVATE ${GRIDWRIGHT_CUDART} Threads::Threads ${CMAKE_DL_LIBS} rt)
else()
  message(STATUS "CUDA calibration: not built (no nvcc)")
endif()
